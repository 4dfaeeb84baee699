package io.shardsteer.common.feature;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of the needed paths: the root stands for the record, a child for a member of an object
 * or, where its name is a number, for an element of an array.
 */
final class FieldTrie {
  static final int NO_SLOT = -1;

  private final Map<String, FieldTrie> children = new HashMap<>();

  /** Path from the root, for messages; empty at the root. */
  final String path;

  /** Counts the nodes of a trie from 0. */
  final int index;

  private int slot = NO_SLOT;

  private FieldTrie(String path, int index) {
    this.path = path;
    this.index = index;
  }

  static FieldTrie of(FieldPaths paths) {
    var root = new FieldTrie("", 0);
    int nodes = 1;
    for (int slot = 0; slot < paths.size(); slot++) {
      FieldTrie node = root;
      for (String step : paths.paths().get(slot).split("\\.")) {
        FieldTrie child = node.children.get(step);
        if (child == null) {
          child = new FieldTrie(node.path.isEmpty() ? step : node.path + "." + step, nodes++);
          node.children.put(step, child);
        }
        node = child;
      }
      node.slot = slot;
    }
    return root;
  }

  @Nullable FieldTrie child(String step) {
    return children.get(step);
  }

  boolean hasChildren() {
    return !children.isEmpty();
  }

  /** The slot of the path that ends here, or {@link #NO_SLOT}. */
  int slot() {
    return slot;
  }

  /** The number of nodes from here down. */
  int size() {
    return 1 + children.values().stream().mapToInt(FieldTrie::size).sum();
  }
}
