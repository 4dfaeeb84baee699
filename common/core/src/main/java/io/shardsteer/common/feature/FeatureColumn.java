package io.shardsteer.common.feature;

import java.util.List;

/**
 * One column of a feature row.
 *
 * @param name the model's name for it
 * @param levels the levels of a categorical column, whose values are their indexes; empty for
 *     numbers
 */
public record FeatureColumn(String name, List<String> levels) {
  public FeatureColumn {
    levels = List.copyOf(levels);
  }

  /** The name of the column with the hashes of a categorical feature's values. */
  public static String hashOf(String feature) {
    return feature + ".hash";
  }

  public boolean isCategorical() {
    return !levels.isEmpty();
  }
}
