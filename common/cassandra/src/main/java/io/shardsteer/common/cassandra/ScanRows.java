package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.config.RowLayout;

/** The statement that reads a whole table. */
final class ScanRows {
  private final ShardTables tables;
  private final RowColumns columns;

  ScanRows(ShardTables tables, RowColumns columns) {
    this.tables = tables;
    this.columns = columns;
  }

  SimpleStatement cql(int shard) {
    return SimpleStatement.newInstance(select(tables, columns, shard)).setIdempotent(true);
  }

  /** Reads every column; the revision, which every row has, tells the row's age and life. */
  static String select(ShardTables tables, RowColumns columns, int shard) {
    return "SELECT %s, writetime(%3$s), ttl(%3$s) FROM %2$s"
        .formatted(
            columns.names(), tables.qualifiedName(shard), RowColumns.quoted(RowLayout.REVISION));
  }
}
