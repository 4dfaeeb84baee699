package io.shardsteer.common.control;

import io.shardsteer.common.steering.RowPartitions;

/**
 * Chooses the partitions of rows that lie in the order by the stream's observed rate. Routing
 * tables change often, partitions seldom: each change makes questions read more of them. Not
 * thread-safe.
 */
final class RowPartitioning {
  /** Most rows of a partition whose cell is as large as the mean. */
  static final long MOST_ROWS = 100_000;

  /** Most bytes of such a partition: where payloads are large it has fewer rows. */
  static final long MOST_BYTES = 100_000_000;

  /** About what a row takes beside its payload: keys, times and columns. */
  static final long ROW_BYTES = 100;

  /** Cells are even by the model's order; some are larger where values are hot. */
  private static final double LARGEST_CELL = 4;

  /** A rate is known once it was observed for so long. */
  private static final long LEAST_MILLIS = 60_000;

  /** A stream that fills partitions within this factor as fast as before changes nothing. */
  private static final double TOLERANCE = 2;

  private long sinceMillis = Long.MIN_VALUE;
  private long recordsBefore;
  private long bytesBefore;
  private double perSecond = Double.NaN;
  private double bytesPerSecond = Double.NaN;
  private double chosenFor = Double.NaN;

  /**
   * The partitions of the next table.
   *
   * @param present those of the newest table
   * @param records how many were routed so far
   * @param bytes of their payloads
   */
  RowPartitions of(RowPartitions present, int shards, long records, long bytes, long nowMillis) {
    observe(records, bytes, nowMillis);
    if (Double.isNaN(perSecond)) {
      return present;
    }
    long mostRows = mostRows();
    RowPartitions fitting = RowPartitions.fitting(shards, perSecond, LARGEST_CELL, mostRows);
    double partitionsPerSecond = perSecond / mostRows;
    boolean sameRate =
        partitionsPerSecond <= TOLERANCE * chosenFor
            && partitionsPerSecond >= chosenFor / TOLERANCE;
    if (sameRate && fitting.cells() == present.cells()) {
      return present;
    }
    chosenFor = partitionsPerSecond;
    return fitting;
  }

  /** As many rows of the mean size as both bounds allow. */
  private long mostRows() {
    double bytesOfRow = ROW_BYTES + (perSecond > 0 ? bytesPerSecond / perSecond : 0);
    return Math.max(1, Math.min(MOST_ROWS, (long) (MOST_BYTES / bytesOfRow)));
  }

  private void observe(long records, long bytes, long nowMillis) {
    if (sinceMillis == Long.MIN_VALUE) {
      begin(records, bytes, nowMillis);
    } else if (nowMillis - sinceMillis >= LEAST_MILLIS) {
      double seconds = (nowMillis - sinceMillis) / 1e3;
      perSecond = smoothed(perSecond, Math.max(0, records - recordsBefore) / seconds);
      bytesPerSecond = smoothed(bytesPerSecond, Math.max(0, bytes - bytesBefore) / seconds);
      begin(records, bytes, nowMillis);
    }
  }

  private void begin(long records, long bytes, long nowMillis) {
    sinceMillis = nowMillis;
    recordsBefore = records;
    bytesBefore = bytes;
  }

  private static double smoothed(double before, double rate) {
    return Double.isNaN(before) ? rate : (before + rate) / 2;
  }
}
