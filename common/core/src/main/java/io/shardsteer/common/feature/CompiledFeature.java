package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.Arrays;
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

  /**
   * What its columns can hold where the fields hold what they may: everything, unless a kind knows
   * better. Of fields whose values are listed, the extractor tries all instead.
   *
   * @param into a set for each column of a row
   * @param at index of this feature's first column in it
   */
  default void bound(FieldSets fields, NumberSet[] into, int at) {
    Arrays.fill(into, at, at + columns().size(), NumberSet.ALL);
  }

  /** A column of numbers. */
  static FeatureColumn number(String name) {
    return new FeatureColumn(name, List.of());
  }
}
