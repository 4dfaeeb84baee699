package io.shardsteer.deploy.replay.features;

import java.util.List;

/**
 * What one feature makes of a sample.
 *
 * @param name the feature's
 * @param kind its kind, as it stands in a pipeline file
 * @param missing share of the records in which a field of it is absent or null
 * @param unknown share of the records whose fields have values that it cannot use or does not know
 * @param matters how far a record moves in the order, on average, when it has this feature of
 *     another record: from 0, the model does not look at it, to about 1/3, it decides all
 * @param columns its columns
 */
record FeatureFigures(
    String name,
    String kind,
    double missing,
    double unknown,
    double matters,
    List<Column> columns) {
  FeatureFigures {
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param name the model's name for it
   * @param low what 5 % of its numbers are at most, or its most frequent level
   * @param middle what half of them are at most; empty for levels
   * @param high what 95 % of them are at most; empty for levels
   */
  record Column(String name, String low, String middle, String high) {}
}
