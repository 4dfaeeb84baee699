package io.shardsteer.common.adapter.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.store.ShardRow;
import java.nio.ByteBuffer;
import java.time.Instant;

/** The statement that writes a row to the table of its shard. */
final class UpsertRow {
  private UpsertRow() {}

  static SimpleStatement cql(ShardTables tables, int shard) {
    return SimpleStatement.newInstance(
            """
            INSERT INTO %s (key, publish_time, record_id, payload, revision)
            VALUES (?, ?, ?, ?, ?)"""
                .formatted(tables.qualifiedName(shard)))
        .setIdempotent(true);
  }

  /** An absent payload stays unset, so that no tombstone is written. */
  static BoundStatement bind(PreparedStatement statement, ShardRow row) {
    BoundStatement bound =
        statement
            .bind()
            .setString(0, row.key())
            .setInstant(1, Instant.ofEpochMilli(row.publishMillis()))
            .setString(2, row.recordId())
            .setLong(4, row.revision());
    byte[] payload = row.payload();
    return payload == null ? bound : bound.setByteBuffer(3, ByteBuffer.wrap(payload));
  }
}
