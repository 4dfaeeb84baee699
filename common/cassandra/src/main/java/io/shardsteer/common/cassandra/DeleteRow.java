package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.store.StoredRow;

/** The statement that deletes a row as old as it was read, by its whole primary key. */
final class DeleteRow {
  private final ShardTables tables;
  private final RowColumns columns;

  DeleteRow(ShardTables tables, RowColumns columns) {
    this.tables = tables;
    this.columns = columns;
  }

  SimpleStatement cql(int shard) {
    return SimpleStatement.newInstance(
            "DELETE FROM %s USING TIMESTAMP ? WHERE %s"
                .formatted(tables.qualifiedName(shard), columns.keyCondition()))
        .setIdempotent(true);
  }

  BoundStatement bind(PreparedStatement statement, StoredRow row) {
    return columns.bindKey(statement.bind().setLong(0, row.writeMicros()), 1, row.row());
  }
}
