package io.shardsteer.common.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of the needed paths: the root stands for the record, a child for a member of an object
 * or, where its name is a number, for an element of an array. Threads may share it.
 */
public final class FieldTrie {
  public static final int NO_SLOT = -1;
  private static final int NO_ELEMENT = -1;
  private static final NameTable NO_NAMES = new NameTable(List.of());

  /** Path from the root, for messages; empty at the root. */
  public final String path;

  /** Counts the nodes of a trie from 0. */
  public final int index;

  private final byte[] name;

  /** The name's first eight bytes. */
  private final long begin;

  /** Whether the name stands in a JSON text as it is, between two quotes. */
  private final boolean quotable;

  private final int element;
  private final List<FieldTrie> children = new ArrayList<>();
  private NameTable names = NO_NAMES;
  private FieldTrie[] elements = new FieldTrie[0];
  private int slot = NO_SLOT;

  /**
   * What the last record had next: a record's members mostly come in the order of the one before.
   * Guesses, which are checked, so that threads may overwrite each other's.
   */
  private @Nullable FieldTrie firstChild;

  private @Nullable FieldTrie nextSibling;

  private FieldTrie(String path, String name, int index) {
    this.path = path;
    this.name = name.getBytes(UTF_8);
    this.index = index;
    begin = NameTable.word(this.name, 0, this.name.length);
    quotable = name.chars().allMatch(c -> c >= ' ' && c != '"' && c != '\\');
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
    names = new NameTable(children.stream().map(child -> child.name).toList());
    children.forEach(FieldTrie::freeze);
    elements =
        children.stream().filter(child -> child.element != NO_ELEMENT).toArray(FieldTrie[]::new);
  }

  /** The child whose name stands in the given bytes, unescaped. */
  public @Nullable FieldTrie child(byte[] bytes, int from, int to) {
    int found = names.find(bytes, from, to);
    return found == NameTable.NONE ? null : children.get(found);
  }

  /**
   * The child that comes next in an object, if the guess is right.
   *
   * @param before the child that came last; null: none yet
   * @return null where another one may come
   */
  public @Nullable FieldTrie guess(@Nullable FieldTrie before) {
    return before == null ? firstChild : before.nextSibling;
  }

  /** Guesses next time that the child comes after the one before. */
  public void learn(@Nullable FieldTrie before, FieldTrie child) {
    if (!child.quotable) {
      return;
    }
    if (before == null) {
      firstChild = child;
    } else {
      before.nextSibling = child;
    }
  }

  /** Whether the step's name stands there in double quotes, unescaped. */
  public boolean isQuotedAt(byte[] json, int at) {
    int begins = at + 1;
    int ends = begins + name.length;
    return ends < json.length
        && json[at] == '"'
        && json[ends] == '"'
        && NameTable.word(json, begins, ends) == begin
        && (name.length <= Long.BYTES
            || Arrays.equals(name, Long.BYTES, name.length, json, begins + Long.BYTES, ends));
  }

  /** Bytes that the name takes with its quotes. */
  public int quotedLength() {
    return name.length + 2;
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
