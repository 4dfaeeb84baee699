package io.shardsteer.deploy.reader;

import io.shardsteer.common.store.ShardRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as it was read.
 *
 * @param row the row with all its columns, and the shard that it was read from
 */
public record FoundRow(ShardRow row) {
  /** Shard of the table that it was read from. */
  public int shard() {
    return row.shard();
  }

  /** The record's key, or its record id where it has none. */
  public String key() {
    return row.key();
  }

  /** When the record was published. */
  public Instant publishTime() {
    return Instant.ofEpochMilli(row.publishMillis());
  }

  /** Identifies the record. */
  public String recordId() {
    return row.recordId();
  }

  /** The record's bytes; null where payloads are not stored. */
  public byte @Nullable [] payload() {
    return row.payload();
  }

  /** The routing table that chose the shard. */
  public long revision() {
    return row.revision();
  }

  /** The declared columns, in their order; null where missing. */
  public List<@Nullable Object> columns() {
    return row.columns();
  }
}
