package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.store.ShardRow;

/** The statement that looks up one row by its whole primary key. */
final class SameRow {
  private final ShardTables tables;
  private final RowColumns columns;

  SameRow(ShardTables tables, RowColumns columns) {
    this.tables = tables;
    this.columns = columns;
  }

  SimpleStatement cql(int shard) {
    return SimpleStatement.newInstance(
            ScanRows.select(tables, columns, shard) + " WHERE " + columns.keyCondition())
        .setIdempotent(true);
  }

  BoundStatement bind(PreparedStatement statement, ShardRow row, int inShard) {
    return columns.bindKey(statement.bind(), 0, row.in(inShard));
  }
}
