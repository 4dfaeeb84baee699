package io.shardsteer.common.feature;

import static java.nio.charset.StandardCharsets.UTF_8;

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

  /** Path from the root, for messages; empty at the root. */
  public final String path;

  /** Counts the nodes of a trie from 0. */
  public final int index;

  private final byte[] name;
  private final int element;
  private final List<FieldTrie> children = new ArrayList<>();
  private FieldTrie[] byHash = new FieldTrie[0];
  private FieldTrie[] elements = new FieldTrie[0];
  private int slot = NO_SLOT;

  private FieldTrie(String path, String name, int index) {
    this.path = path;
    this.name = name.getBytes(UTF_8);
    this.index = index;
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
      int at = hash(child.name, 0, child.name.length) & (byHash.length - 1);
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
  public @Nullable FieldTrie child(byte[] json, int from, int to) {
    int at = hash(json, from, to) & (byHash.length - 1);
    for (FieldTrie child = byHash[at]; child != null; child = byHash[at]) {
      if (Arrays.equals(child.name, 0, child.name.length, json, from, to)) {
        return child;
      }
      at = (at + 1) & (byHash.length - 1);
    }
    return null;
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

  /** Cheap and sufficient for a handful of names: length, first, middle and last byte. */
  private static int hash(byte[] name, int from, int to) {
    int length = to - from;
    return length == 0
        ? 0
        : length + 31 * name[from] + 17 * name[from + length / 2] + 7 * name[to - 1];
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
