package io.shardsteer.common.record;

import java.util.Map;

/** What the fields of a pipeline may hold, by slot. Immutable. */
public final class FieldSets {
  private final FieldPaths paths;
  private final FieldSet[] sets;

  /**
   * @param known by path; other paths may hold anything, and those that are not among {@code paths}
   *     are of no interest
   */
  public FieldSets(FieldPaths paths, Map<String, FieldSet> known) {
    this.paths = paths;
    sets =
        paths.paths().stream()
            .map(path -> known.getOrDefault(path, FieldSet.ANYTHING))
            .toArray(FieldSet[]::new);
  }

  public FieldPaths paths() {
    return paths;
  }

  public FieldSet get(int slot) {
    return sets[slot];
  }
}
