package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
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
        "%1$s = ? AND %2$s = ? AND %3$s = ? AND %4$s >= ? AND %4$s <= ?"
            .formatted(
                RowColumns.quoted(RowLayout.MODEL_VERSION),
                RowColumns.quoted(RowLayout.ORDER_CELL),
                RowColumns.quoted(RowLayout.TIME_BUCKET),
                RowColumns.quoted(RowLayout.ORDER_KEY)));
  }

  static BoundStatement bind(PreparedStatement statement, RowSlice slice) {
    return statement
        .bind()
        .setInt(0, slice.partition().modelVersion())
        .setInt(1, slice.partition().cell())
        .setLong(2, slice.partition().bucket())
        .setDouble(3, slice.from())
        .setDouble(4, slice.to());
  }

  /** Every partition of a table. */
  SimpleStatement partitions(int shard) {
    return SimpleStatement.newInstance(
            "SELECT DISTINCT %s, %s, %s FROM %s"
                .formatted(
                    RowColumns.quoted(RowLayout.MODEL_VERSION),
                    RowColumns.quoted(RowLayout.ORDER_CELL),
                    RowColumns.quoted(RowLayout.TIME_BUCKET),
                    tables.qualifiedName(shard)))
        .setIdempotent(true);
  }

  /** What an index finds. */
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
