package io.shardsteer.common.feature;

import java.util.List;

/**
 * One feature, ready to run: its fields are slots, its fitted parts constants. Immutable. Missing
 * values become NaN; extraction allocates nothing.
 */
interface CompiledFeature {
  /** The columns that it fills, at least one. */
  List<FeatureColumn> columns();

  /**
   * @param into a feature row
   * @param at index of this feature's first column in it
   */
  void extract(FieldValues values, double[] into, int at);

  /** A column of numbers. */
  static FeatureColumn number(String name) {
    return new FeatureColumn(name, List.of());
  }
}
