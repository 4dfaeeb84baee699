package io.shardsteer.common.record;

import io.shardsteer.common.config.FieldPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of the needed paths: the root stands for the record, a child for a member of an object
 * or, where its name is a number, for an element of an array. Threads may share it.
 */
public final class FieldTrie {
  public static final int NO_SLOT = -1;
  private static final int NO_ELEMENT = -1;

  /** Path from the root, for messages; empty at the root. */
  public final String path;

  /** Counts the nodes of a trie from 0. */
  public final int index;

  private final String name;
  private final int element;
  private final List<FieldTrie> children = new ArrayList<>();
  private final Map<String, FieldTrie> byName = new HashMap<>();
  private FieldTrie[] elements = new FieldTrie[0];
  private int slot = NO_SLOT;

  private FieldTrie(String path, String name, int index) {
    this.path = path;
    this.name = name;
    this.index = index;
    element = name.matches("0|[1-9]\\d{0,8}") ? Integer.parseInt(name) : NO_ELEMENT;
  }

  /** Leaves out the properties of the message, which are no part of a record. */
  public static FieldTrie of(FieldPaths paths) {
    return of(paths, false);
  }

  /**
   * @param withProperties whether they lie in the record beneath {@code $properties}, as in files
   */
  public static FieldTrie of(FieldPaths paths, boolean withProperties) {
    var root = new FieldTrie("", "", 0);
    int nodes = 1;
    for (int slot = 0; slot < paths.size(); slot++) {
      if (!withProperties && FieldPath.isProperty(paths.paths().get(slot))) {
        continue;
      }
      FieldTrie node = root;
      for (String step : FieldPath.steps(paths.paths().get(slot))) {
        FieldTrie child = node.byName.get(step);
        if (child == null) {
          String written = FieldPath.step(step);
          child =
              new FieldTrie(
                  node.path.isEmpty() ? written : node.path + "." + written, step, nodes++);
          node.children.add(child);
          node.byName.put(step, child);
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
    return 1 + paths.paths().stream().mapToInt(path -> FieldPath.steps(path).size()).sum();
  }

  private void freeze() {
    children.forEach(FieldTrie::freeze);
    elements =
        children.stream().filter(child -> child.element != NO_ELEMENT).toArray(FieldTrie[]::new);
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
    return byName.get(name);
  }

  /** The children that may stand for elements of an array. */
  public List<FieldTrie> elements() {
    return List.of(elements);
  }

  /** Every child. */
  public List<FieldTrie> children() {
    return Collections.unmodifiableList(children);
  }

  /** The name of the step, without quotes. */
  public String name() {
    return name;
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
