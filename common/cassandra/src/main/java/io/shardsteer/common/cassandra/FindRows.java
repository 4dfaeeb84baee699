package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.store.RowKey;
import io.shardsteer.common.store.RowKeys;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The statement that looks up rows of one partition. */
final class FindRows {
  private final ShardTables tables;
  private final RowColumns columns;

  FindRows(ShardTables tables, RowColumns columns) {
    this.tables = tables;
    this.columns = columns;
  }

  /**
   * @throws IllegalArgumentException if the key does not name the partition key
   */
  void check(RowKey key) {
    RowLayout layout = columns.layout();
    if (!key.partition().keySet().equals(Set.copyOf(layout.partitionKey()))) {
      throw new IllegalArgumentException(
          """
          A row is looked up by %s, but the partition key is %s.
          Give a value for each of its columns."""
              .formatted(key.partition().keySet(), layout.partitionKey()));
    }
    if ((key.from() != null || key.to() != null) && layout.clustering().isEmpty()) {
      throw new IllegalArgumentException(
          "A partition without clustering columns has one row and no range of them.");
    }
  }

  SimpleStatement cql(int shard, RowKey key) {
    String partition =
        columns.layout().fullPartitionKey().stream()
            .map(name -> RowColumns.quoted(name) + " = ?")
            .collect(Collectors.joining(" AND "));
    StringBuilder where = new StringBuilder(partition);
    if (key.from() != null) {
      where.append(" AND ").append(first()).append(" >= ?");
    }
    if (key.to() != null) {
      where.append(" AND ").append(first()).append(" <= ?");
    }
    return SimpleStatement.newInstance(ScanRows.select(tables, columns, shard) + " WHERE " + where)
        .setIdempotent(true);
  }

  private String first() {
    return RowColumns.quoted(columns.layout().clustering().get(0).column());
  }

  BoundStatement bind(PreparedStatement statement, int shard, RowKey key) {
    BoundStatement bound = statement.bind();
    int at = 0;
    if (columns.layout().sharedTables()) {
      bound = bound.setInt(at++, shard);
    }
    for (String name : columns.layout().partitionKey()) {
      bound = RowColumns.set(bound, at++, Objects.requireNonNull(key.partition().get(name)));
    }
    if (columns.layout().spreadsNulls()) {
      bound = bound.setInt(at++, RowKeys.NO_NULLS);
    }
    if (key.from() != null) {
      bound = RowColumns.set(bound, at++, key.from());
    }
    return key.to() == null ? bound : RowColumns.set(bound, at, key.to());
  }
}
