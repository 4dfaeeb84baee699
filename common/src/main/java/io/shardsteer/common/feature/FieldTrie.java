package io.shardsteer.common.feature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of the needed paths: the root stands for the record, a child for a member of an object
 * or, where its name is a number, for an element of an array. Immutable once built.
 */
public final class FieldTrie {
  public static final int NO_SLOT = -1;
  private static final int NO_ELEMENT = -1;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Path from the root, for messages; empty at the root. */
  public final String path;

  /** Counts the nodes of a trie from 0. */
  public final int index;

  private final byte[] name;

  /** The name's first eight bytes. */
  private final long begin;

  private final int element;
  private final List<FieldTrie> children = new ArrayList<>();
  private FieldTrie[] byHash = new FieldTrie[0];
  private FieldTrie[] elements = new FieldTrie[0];
  private int slot = NO_SLOT;

  private FieldTrie(String path, String name, int index) {
    this.path = path;
    this.name = name.getBytes(UTF_8);
    this.index = index;
    begin = begin(this.name, 0, this.name.length);
    element = name.matches("0|[1-9]\\d{0,8}") ? Integer.parseInt(name) : NO_ELEMENT;
  }

  public static FieldTrie of(FieldPaths paths) {
    var root = new FieldTrie("", "", 0);
    int nodes = 1;
    for (int slot = 0; slot < paths.size(); slot++) {
      FieldTrie node = root;
      for (String step : paths.paths().get(slot).split("\\.")) {
        FieldTrie child = node.named(step.getBytes(UTF_8));
        if (child == null) {
          child = new FieldTrie(node.path.isEmpty() ? step : node.path + "." + step, step, nodes++);
          node.children.add(child);
        }
        node = child;
      }
      node.slot = slot;
    }
    root.freeze();
    return root;
  }

  /** Most nodes that a trie of the paths can have. */
  static int nodes(FieldPaths paths) {
    return 1 + paths.paths().stream().mapToInt(path -> path.split("\\.").length).sum();
  }

  private @Nullable FieldTrie named(byte[] step) {
    return children.stream()
        .filter(child -> Arrays.equals(child.name, step))
        .findFirst()
        .orElse(null);
  }

  private void freeze() {
    byHash = new FieldTrie[Integer.highestOneBit(Math.max(1, children.size())) * 4];
    for (FieldTrie child : children) {
      int at = place(child.begin, child.name.length, byHash.length);
      while (byHash[at] != null) {
        at = (at + 1) & (byHash.length - 1);
      }
      byHash[at] = child;
      child.freeze();
    }
    elements =
        children.stream().filter(child -> child.element != NO_ELEMENT).toArray(FieldTrie[]::new);
  }

  /** The child whose name stands in the given bytes, unescaped. */
  public @Nullable FieldTrie child(byte[] bytes, int from, int to) {
    int length = to - from;
    long begin = begin(bytes, from, length);
    int at = place(begin, length, byHash.length);
    for (FieldTrie child = byHash[at]; child != null; child = byHash[at]) {
      if (child.begin == begin
          && child.name.length == length
          && (length <= Long.BYTES
              || Arrays.equals(child.name, Long.BYTES, length, bytes, from + Long.BYTES, to))) {
        return child;
      }
      at = (at + 1) & (byHash.length - 1);
    }
    return null;
  }

  /** The first eight bytes of a name as one number; shorter names are filled up with zeros. */
  private static long begin(byte[] bytes, int from, int length) {
    if (from + Long.BYTES <= bytes.length) {
      long begin = (long) LONGS.get(bytes, from);
      return length >= Long.BYTES ? begin : begin & ((1L << (length * Byte.SIZE)) - 1);
    }
    long begin = 0;
    for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
      begin = (begin << Byte.SIZE) | (bytes[from + i] & 0xff);
    }
    return begin;
  }

  /** Fibonacci hashing (Knuth, volume 3, section 6.4) of begin and length. */
  private static int place(long begin, int length, int places) {
    return (int) (((begin + length) * 0x9E3779B97F4A7C15L) >>> 40) & (places - 1);
  }

  /** The child that stands for the element of an array. */
  public @Nullable FieldTrie element(int element) {
    for (FieldTrie child : elements) {
      if (child.element == element) {
        return child;
      }
    }
    return null;
  }

  public boolean hasChildren() {
    return !children.isEmpty();
  }

  /** The child with the given name; null where no needed path leads through it. */
  public @Nullable FieldTrie child(String name) {
    return named(name.getBytes(UTF_8));
  }

  /** The children that may stand for elements of an array. */
  public List<FieldTrie> elements() {
    return List.of(elements);
  }

  /** Every child. */
  public List<FieldTrie> children() {
    return Collections.unmodifiableList(children);
  }

  /** The name of the step: what stands behind the last dot of {@link #path}. */
  public String name() {
    return new String(name, UTF_8);
  }

  /** Which element of an array this may stand for; -1: none, its name is no number. */
  public int element() {
    return element;
  }

  /** The slot of the path that ends here, or {@link #NO_SLOT}. */
  public int slot() {
    return slot;
  }
}
