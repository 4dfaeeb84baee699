package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.schema.ClusteringOrder;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataType;
import io.shardsteer.common.config.RowLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How a table that is there fits a layout. Columns that the layout does not know are no obstacle.
 *
 * @param obstacles what no change of the table can mend: other types, another primary key
 * @param missing columns that can be added
 */
record TableFit(List<String> obstacles, List<String> missing) {
  /**
   * @param indexName of a column's index
   */
  static TableFit of(TableMetadata table, RowColumns columns, UnaryOperator<String> indexName) {
    List<String> obstacles = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, DataType> column : columns.types().entrySet()) {
      String name = column.getKey();
      ColumnMetadata there = table.getColumn(CqlIdentifier.fromInternal(name)).orElse(null);
      if (there == null) {
        if (!columns.layout().isKeyColumn(name)) {
          missing.add(name);
        }
      } else if (!plain(there.getType()).equals(plain(column.getValue()))) {
        obstacles.add(
            "column %s is %s, but %s is declared"
                .formatted(name, cql(there.getType()), cql(column.getValue())));
      }
    }
    for (RowLayout.Column column : columns.layout().columns()) {
      if (column.indexed() && table.getIndex(indexName.apply(column.name())).isEmpty()) {
        obstacles.add(
            "column %s has no index, and one made now would not know what rows hold that were written before"
                .formatted(column.name()));
      }
    }
    String keyThere = primaryKey(table);
    String keyDeclared = primaryKey(columns.layout());
    if (!keyThere.equals(keyDeclared)) {
      obstacles.add("the primary key is %s, but %s is declared".formatted(keyThere, keyDeclared));
    }
    return new TableFit(obstacles, missing);
  }

  /** A collection holds the same whether it is frozen or not. */
  private static String plain(DataType type) {
    return type.asCql(false, false);
  }

  private static String cql(DataType type) {
    return type.asCql(false, true);
  }

  private static String primaryKey(TableMetadata table) {
    return key(
        table.getPartitionKey().stream().map(column -> column.getName().asInternal()).toList(),
        table.getClusteringColumns().entrySet().stream()
            .map(
                column ->
                    column.getKey().getName().asInternal()
                        + (column.getValue() == ClusteringOrder.DESC ? " desc" : ""))
            .toList());
  }

  private static String primaryKey(RowLayout layout) {
    return key(
        layout.fullPartitionKey(),
        layout.clustering().stream()
            .map(column -> column.column() + (column.descending() ? " desc" : ""))
            .toList());
  }

  private static String key(List<String> partition, List<String> clustering) {
    return "((%s)%s)"
        .formatted(
            String.join(", ", partition),
            clustering.stream().map(column -> ", " + column).collect(Collectors.joining()));
  }
}
