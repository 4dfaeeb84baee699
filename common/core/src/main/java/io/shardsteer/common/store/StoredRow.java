package io.shardsteer.common.store;

import java.time.Instant;

/**
 * A row as it was read from a table, with what it takes to write it elsewhere as it is.
 *
 * @param row the row; missing values of the primary key are null, whatever stands for them in the
 *     table
 * @param writeMicros when it was written, epoch microseconds: Cassandra's write time
 * @param ttlSeconds how long it had left to live when it was read; 0: for ever
 */
public record StoredRow(ShardRow row, long writeMicros, int ttlSeconds) {
  /** When the record was published. */
  public Instant publishTime() {
    return Instant.ofEpochMilli(row.publishMillis());
  }
}
