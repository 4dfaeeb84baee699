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

  public boolean isCategorical() {
    return !levels.isEmpty();
  }
}
