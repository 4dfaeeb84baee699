package io.shardsteer.common.steering;

import java.util.List;
import java.util.Map;

/**
 * What the rows of a pipeline's tables lie by and what identifies them: what its file says in the
 * section {@code storage}, as parts tell each other. Immutable.
 *
 * @param rowOrder {@code row_order}: {@code key} or {@code position}
 * @param partitionKey columns of the partition key, without the null bucket
 * @param clustering columns that order the rows of a partition, with {@code desc} behind those that
 *     descend
 * @param nullKeys {@code null_keys}
 * @param nullBuckets {@code null_buckets}, 1 and up
 * @param standIns {@code if_null} of the columns that have one, by the column's name
 */
public record TableLayout(
    String rowOrder,
    List<String> partitionKey,
    List<String> clustering,
    String nullKeys,
    int nullBuckets,
    Map<String, String> standIns) {
  public TableLayout {
    if (partitionKey.isEmpty() || nullBuckets < 1) {
      throw new IllegalArgumentException(
          "A layout has a partition key and a null bucket, but it has %s and %d."
              .formatted(partitionKey, nullBuckets));
    }
    partitionKey = List.copyOf(partitionKey);
    clustering = List.copyOf(clustering);
    standIns = Map.copyOf(standIns);
  }
}
