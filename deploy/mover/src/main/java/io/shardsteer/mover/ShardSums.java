package io.shardsteer.mover;

import io.shardsteer.common.store.StoredRow;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a shard holds, so that two readings can be compared although rows run out between them. Rows
 * that expire are summed up by the hour in which they were written; an hour counts as long as none
 * of its rows can have run out. Not thread-safe.
 */
final class ShardSums {
  private static final long MICROS_OF_HOUR = 3_600_000_000L;

  /** What is left of a time to live is given in whole seconds, and clocks differ. */
  private static final long MARGIN_MILLIS = 10_000;

  /** The rows of one hour. */
  private static final class Hour {
    private final ShardSum sum = new ShardSum();
    private long firstExpiryMillis = Long.MAX_VALUE;
  }

  /**
   * Two readings side by side.
   *
   * @param agrees whether all rows that were compared are the same
   * @param rows how many were compared
   * @param checksum over these
   * @param expiring how many were not compared as they run out, or have
   */
  record Comparison(boolean agrees, long rows, String checksum, long expiring) {}

  private final ShardSum lasting = new ShardSum();
  private final Map<Long, Hour> hours = new TreeMap<>();

  /**
   * @param readMillis when it was read, epoch milliseconds
   */
  void add(StoredRow row, long readMillis) {
    if (row.ttlSeconds() == 0) {
      lasting.add(row.row());
      return;
    }
    Hour hour =
        hours.computeIfAbsent(
            Math.floorDiv(row.writeMicros(), MICROS_OF_HOUR), unknown -> new Hour());
    hour.sum.add(row.row());
    hour.firstExpiryMillis =
        Math.min(hour.firstExpiryMillis, readMillis + row.ttlSeconds() * 1_000L);
  }

  /**
   * Compares what was found later with this.
   *
   * @param nowMillis once the later reading was over, epoch milliseconds
   */
  Comparison compare(ShardSums later, long nowMillis) {
    boolean agrees = lasting.agreesWith(later.lasting);
    ShardSum compared = new ShardSum();
    compared.add(later.lasting);
    long expiring = 0;
    TreeSet<Long> all = new TreeSet<>(hours.keySet());
    all.addAll(later.hours.keySet());
    for (long key : all) {
      Hour before = hours.getOrDefault(key, new Hour());
      Hour after = later.hours.getOrDefault(key, new Hour());
      long firstExpiry = Math.min(before.firstExpiryMillis, after.firstExpiryMillis);
      if (firstExpiry > nowMillis + MARGIN_MILLIS) {
        agrees &= before.sum.agreesWith(after.sum);
        compared.add(after.sum);
      } else {
        expiring += Math.max(before.sum.rows(), after.sum.rows());
      }
    }
    return new Comparison(agrees, compared.rows(), compared.checksum(), expiring);
  }

  /** How many rows were added. */
  long rows() {
    return lasting.rows() + hours.values().stream().mapToLong(hour -> hour.sum.rows()).sum();
  }
}
