package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.store.StoredRow;

/** The statement that writes a row as old as it is and with the life that it has left. */
final class CopyRow {
  private final ShardTables tables;
  private final RowColumns columns;

  CopyRow(ShardTables tables, RowColumns columns) {
    this.tables = tables;
    this.columns = columns;
  }

  SimpleStatement cql(int shard) {
    return SimpleStatement.newInstance(
            "INSERT INTO %s (%s) VALUES (%s) USING TIMESTAMP ? AND TTL ?"
                .formatted(tables.qualifiedName(shard), columns.names(), columns.placeholders()))
        .setIdempotent(true);
  }

  /** A TTL of 0 keeps the copy for ever, whatever the table's default is. */
  BoundStatement bind(PreparedStatement statement, StoredRow row, int toShard) {
    int at = columns.types().size();
    return columns
        .bind(statement.bind(), row.row().in(toShard))
        .setLong(at, row.writeMicros())
        .setInt(at + 1, row.ttlSeconds());
  }
}
