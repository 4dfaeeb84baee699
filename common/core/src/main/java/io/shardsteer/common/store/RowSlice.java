package io.shardsteer.common.store;

/**
 * A stretch of one partition of rows that lie in the order.
 *
 * @param partition the partition
 * @param from least order key
 * @param to largest order key, included
 */
public record RowSlice(Partition partition, double from, double to) {
  /** A partition of rows that lie in the order. */
  public record Partition(int modelVersion, int cell, long bucket) {}
}
