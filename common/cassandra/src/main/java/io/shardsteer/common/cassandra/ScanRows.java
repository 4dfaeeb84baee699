package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.config.RowLayout;

/** The statements that read all rows of a shard, or of its table. */
final class ScanRows {
  private final ShardTables tables;
  private final RowColumns columns;

  ScanRows(ShardTables tables, RowColumns columns) {
    this.tables = tables;
    this.columns = columns;
  }

  SimpleStatement cql(int shard) {
    return SimpleStatement.newInstance(select(columns, tables.rows(shard))).setIdempotent(true);
  }

  /** The same of all shards that share the table. */
  SimpleStatement tableCql(int shard) {
    return SimpleStatement.newInstance(select(tables, columns, shard)).setIdempotent(true);
  }

  /** What reads some rows of a shard's table. */
  static String select(ShardTables tables, RowColumns columns, int shard) {
    return select(columns, tables.qualifiedName(shard));
  }

  /** Reads every column; the revision, which every row has, tells the row's age and life. */
  private static String select(RowColumns columns, String from) {
    return "SELECT %s, writetime(%3$s), ttl(%3$s) FROM %2$s"
        .formatted(columns.names(), from, RowColumns.quoted(RowLayout.REVISION));
  }
}
