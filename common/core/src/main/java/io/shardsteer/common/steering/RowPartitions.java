package io.shardsteer.common.steering;

/**
 * How rows that lie in the order are divided into partitions: by cell of the order and by bucket of
 * publish time. A part of each routing table, so that everyone computes the same partition.
 *
 * @param cells into how many cells of equal width the order is divided; a power of two
 * @param bucketMillis length of a bucket of publish time, milliseconds
 */
public record RowPartitions(int cells, long bucketMillis) {
  /** Most cells: each is a partition of its own in every bucket. */
  public static final int MOST_CELLS = 1 << 16;

  private static final int CELLS_OF_A_SHARD = 16;
  private static final long MINUTE = 60_000;

  /** Buckets that people know; the longest keeps few partitions of a slow stream. */
  private static final long[] BUCKETS = {
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    60 * MINUTE,
    6 * 60 * MINUTE,
    24 * 60 * MINUTE,
    7 * 24 * 60 * MINUTE,
    30 * 24 * 60 * MINUTE,
    365 * 24 * 60 * MINUTE
  };

  /** For a stream whose rate is not known yet. */
  public static final RowPartitions UNKNOWN_RATE = new RowPartitions(128, 15 * MINUTE);

  public RowPartitions {
    if (cells < 1 || cells > MOST_CELLS || Integer.bitCount(cells) != 1) {
      throw new IllegalArgumentException(
          "An order has 1 to %d cells, a power of two, but it has %d."
              .formatted(MOST_CELLS, cells));
    }
    if (bucketMillis < 1) {
      throw new IllegalArgumentException(
          "A bucket of time has at least 1 ms, but it has %d.".formatted(bucketMillis));
    }
  }

  /**
   * About 16 cells a shard, more where partitions would be too large otherwise, and the longest
   * buckets whose partitions stay within bounds.
   *
   * @param shards the number of shards
   * @param rowsPerSecond of all shards
   * @param largestCell by how much the largest cell exceeds the mean
   * @param mostRows of a partition
   */
  public static RowPartitions fitting(
      int shards, double rowsPerSecond, double largestCell, long mostRows) {
    int wanted = Math.min(MOST_CELLS, shards * CELLS_OF_A_SHARD);
    int cells = Integer.highestOneBit(2 * wanted - 1);
    double inShortest = Math.max(0, rowsPerSecond) / 1_000 * largestCell * BUCKETS[0];
    while (inShortest / cells > mostRows && cells < MOST_CELLS) {
      cells *= 2;
    }
    double rowsPerMilli = inShortest / BUCKETS[0] / cells;
    long bucket = BUCKETS[0];
    for (long longer : BUCKETS) {
      if (rowsPerMilli * longer <= mostRows) {
        bucket = longer;
      }
    }
    return new RowPartitions(cells, bucket);
  }

  /** The cell of an order key. */
  public int cell(double orderKey) {
    return (int) (orderKey * cells);
  }

  /** The bucket of a publish time. */
  public long bucket(long publishMillis) {
    return Math.floorDiv(publishMillis, bucketMillis);
  }
}
