package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.store.ColumnRange;
import io.shardsteer.common.store.RowSlice;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that read rows by where they lie in the order, or by an index. */
final class OrderedStatements {
  private final ShardTables tables;
  private final RowColumns columns;

  OrderedStatements(ShardTables tables, RowColumns columns) {
    this.tables = tables;
    this.columns = columns;
  }

  /** A stretch of one partition. */
  SimpleStatement slice(int shard) {
    return select(
        shard,
        "%1$s AND %2$s >= ? AND %2$s <= ?"
            .formatted(
                columns.layout().fullPartitionKey().stream()
                    .map(name -> RowColumns.quoted(name) + " = ?")
                    .collect(Collectors.joining(" AND ")),
                RowColumns.quoted(RowLayout.ORDER_KEY)));
  }

  BoundStatement bind(PreparedStatement statement, int shard, RowSlice slice) {
    BoundStatement bound = statement.bind();
    int at = 0;
    if (columns.layout().sharedTables()) {
      bound = bound.setInt(at++, shard);
    }
    return bound
        .setInt(at, slice.partition().modelVersion())
        .setInt(at + 1, slice.partition().cell())
        .setLong(at + 2, slice.partition().bucket())
        .setDouble(at + 3, slice.from())
        .setDouble(at + 4, slice.to());
  }

  /** Every partition of a shard; its model, cell and bucket come last of what is read. */
  SimpleStatement partitions(int shard) {
    return SimpleStatement.newInstance(
            "SELECT DISTINCT %s FROM %s"
                .formatted(
                    columns.layout().fullPartitionKey().stream()
                        .map(RowColumns::quoted)
                        .collect(Collectors.joining(", ")),
                    tables.rows(shard)))
        .setIdempotent(true);
  }

  static RowSlice.Partition partition(Row row) {
    int first = row.size() - 3;
    return new RowSlice.Partition(row.getInt(first), row.getInt(first + 1), row.getLong(first + 2));
  }

  /** What an index finds, of whichever shards are in the table. */
  SimpleStatement indexed(int shard, List<ColumnRange> ranges) {
    return select(
        shard,
        ranges.stream().map(OrderedStatements::condition).collect(Collectors.joining(" AND ")));
  }

  private static String condition(ColumnRange range) {
    String name = RowColumns.quoted(range.column());
    if (range.isOneValue()) {
      return name + " = ?";
    }
    return range.from() != null && range.to() != null
        ? name + " >= ? AND " + name + " <= ?"
        : name + (range.from() != null ? " >= ?" : " <= ?");
  }

  static BoundStatement bind(PreparedStatement statement, List<ColumnRange> ranges) {
    BoundStatement bound = statement.bind();
    int at = 0;
    for (ColumnRange range : ranges) {
      if (range.from() != null) {
        bound = RowColumns.set(bound, at++, range.from());
      }
      if (range.to() != null && !range.isOneValue()) {
        bound = RowColumns.set(bound, at++, range.to());
      }
    }
    return bound;
  }

  private SimpleStatement select(int shard, String where) {
    return SimpleStatement.newInstance(ScanRows.select(tables, columns, shard) + " WHERE " + where)
        .setIdempotent(true);
  }
}
