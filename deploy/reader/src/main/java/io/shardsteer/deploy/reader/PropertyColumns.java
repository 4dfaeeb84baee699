package io.shardsteer.deploy.reader;

import io.shardsteer.common.config.ColumnType;
import io.shardsteer.common.config.FieldPath;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout.Column;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PropertyFields;
import io.shardsteer.common.store.ShardRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What rows keep of the properties of their messages: columns of text that were declared for them.
 * Immutable.
 */
public final class PropertyColumns {
  private final PropertyFields fields;
  private final List<String> names = new ArrayList<>();
  private final List<Integer> columns = new ArrayList<>();

  public PropertyColumns(PipelineConfig config, FieldPaths paths) {
    fields = new PropertyFields(paths, config.input().textNumbers());
    List<Column> declared = config.storage().layout().columns();
    for (int i = 0; i < declared.size(); i++) {
      Column column = declared.get(i);
      boolean isText = column.type() == ColumnType.TEXT || column.type() == ColumnType.VARCHAR;
      if (isText && FieldPath.isProperty(column.field())) {
        names.add(FieldPath.steps(column.field()).get(1));
        columns.add(i);
      }
    }
  }

  /** Puts the properties of a row that was read into the fields that are properties. */
  public void fill(ShardRow row, FieldValues into) {
    if (names.isEmpty()) {
      return;
    }
    Map<String, String> properties = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Object value = row.columns().get(columns.get(i));
      if (value instanceof String text) {
        properties.put(names.get(i), text);
      }
    }
    fields.fill(properties, into);
  }
}
