package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.store.ShardRow;

/** The statement that writes a row to the table of its shard. */
final class UpsertRow {
  private final ShardTables tables;
  private final RowColumns columns;

  UpsertRow(ShardTables tables, RowColumns columns) {
    this.tables = tables;
    this.columns = columns;
  }

  SimpleStatement cql(int shard) {
    return SimpleStatement.newInstance(
            "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(tables.qualifiedName(shard), columns.names(), columns.placeholders()))
        .setIdempotent(true);
  }

  BoundStatement bind(PreparedStatement statement, ShardRow row) {
    return columns.bind(statement.bind(), row);
  }
}
