package io.shardsteer.common.record;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The paths of the fields that a pipeline reads, each once; a path's index is its slot in {@link
 * FieldValues}. A path is dotted: {@code orderKey.geo.lat}, array elements by index: {@code
 * items.0.sku}.
 */
public record FieldPaths(List<String> paths) {
  public FieldPaths {
    paths = List.copyOf(paths);
    if (Set.copyOf(paths).size() != paths.size()) {
      throw new IllegalArgumentException("Every path stands once, but they are " + paths);
    }
  }

  /** The given paths in their order, repetitions left out. */
  public static FieldPaths of(Collection<String> paths) {
    return new FieldPaths(List.copyOf(new LinkedHashSet<>(paths)));
  }

  public int size() {
    return paths.size();
  }

  /**
   * @throws IllegalArgumentException if the path is not among them
   */
  public int slot(String path) {
    int slot = paths.indexOf(path);
    if (slot < 0) {
      throw new IllegalArgumentException("Field '%s' is not among %s.".formatted(path, paths));
    }
    return slot;
  }
}
