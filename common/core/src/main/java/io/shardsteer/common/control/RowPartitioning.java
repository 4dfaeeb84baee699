package io.shardsteer.common.control;

import io.shardsteer.common.steering.RowPartitions;

/**
 * Chooses the partitions of rows that lie in the order by the stream's observed rate. Routing
 * tables change often, partitions seldom: each change makes questions read more of them. Not
 * thread-safe.
 */
final class RowPartitioning {
  /** Most rows of a partition whose cell is as large as the mean. */
  private static final long MOST_ROWS = 100_000;

  /** Cells are even by the model's order; some are larger where values are hot. */
  private static final double LARGEST_CELL = 4;

  /** A rate is known once it was observed for so long. */
  private static final long LEAST_MILLIS = 60_000;

  /** A rate within this factor of what partitions were made for changes nothing. */
  private static final double TOLERANCE = 2;

  private long sinceMillis = Long.MIN_VALUE;
  private long recordsBefore;
  private double perSecond = Double.NaN;
  private double chosenFor = Double.NaN;

  /**
   * The partitions of the next table.
   *
   * @param present those of the newest table
   * @param records how many were routed so far
   */
  RowPartitions of(RowPartitions present, int shards, long records, long nowMillis) {
    observe(records, nowMillis);
    if (Double.isNaN(perSecond)) {
      return present;
    }
    RowPartitions fitting = RowPartitions.fitting(shards, perSecond, LARGEST_CELL, MOST_ROWS);
    boolean sameRate = perSecond <= TOLERANCE * chosenFor && perSecond >= chosenFor / TOLERANCE;
    if (sameRate && fitting.cells() == present.cells()) {
      return present;
    }
    chosenFor = perSecond;
    return fitting;
  }

  private void observe(long records, long nowMillis) {
    if (sinceMillis == Long.MIN_VALUE) {
      sinceMillis = nowMillis;
      recordsBefore = records;
    } else if (nowMillis - sinceMillis >= LEAST_MILLIS) {
      double rate = Math.max(0, records - recordsBefore) * 1_000.0 / (nowMillis - sinceMillis);
      perSecond = Double.isNaN(perSecond) ? rate : (perSecond + rate) / 2;
      sinceMillis = nowMillis;
      recordsBefore = records;
    }
  }
}
