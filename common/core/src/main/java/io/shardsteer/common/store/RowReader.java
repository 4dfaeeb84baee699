package io.shardsteer.common.store;

import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.RowLayout.BadField;
import io.shardsteer.common.config.RowLayout.Column;
import io.shardsteer.common.config.RowLayout.NullKeys;
import io.shardsteer.common.record.FieldCollection;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.Rejection.Reason;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the declared columns of one record after another. Holds what it read until the next record.
 * Not thread-safe.
 */
public final class RowReader {
  private static final int MOST_SHOWN = 80;

  private final List<ColumnField> fields;
  private final boolean[] needed;
  private final boolean[] isKey;
  private @Nullable Object[] values = {};

  /**
   * @param paths holds the field of every column
   */
  public RowReader(RowLayout layout, FieldPaths paths) {
    fields = layout.columns().stream().map(column -> new ColumnField(column, paths)).toList();
    needed = new boolean[fields.size()];
    isKey = new boolean[fields.size()];
    for (int i = 0; i < needed.length; i++) {
      isKey[i] = layout.isKeyColumn(layout.columns().get(i).name());
      needed[i] = layout.nullKeys() == NullKeys.REJECT && isKey[i];
    }
  }

  /**
   * @param record of the paths that this reader was made for
   * @return null if a row can be made of it, else why not
   */
  public @Nullable Rejection read(FieldValues record) {
    // A new array for each record: the row that it belongs to is still being written.
    @Nullable Object[] read = new @Nullable Object[fields.size()];
    for (int i = 0; i < read.length; i++) {
      ColumnField field = fields.get(i);
      if (isKey[i] && record.isMended(field.slot())) {
        return mended(field.column());
      }
      read[i] = field.value(record);
      if (read[i] == null) {
        Column column = field.column();
        if (column.onBadField() == BadField.REJECT) {
          FieldCollection collection = record.collection(field.slot());
          if (collection != null) {
            return unusable(column, collection.toString());
          }
          if (record.isPresent(field.slot())) {
            return unusable(column, "'" + shown(record.identifier(field.slot())) + "'");
          }
        }
        if (needed[i]) {
          return missing(column);
        }
      }
    }
    values = read;
    return null;
  }

  private static String shown(@Nullable String value) {
    String shown = String.valueOf(value);
    return shown.length() > MOST_SHOWN ? shown.substring(0, MOST_SHOWN) + "…" : shown;
  }

  private static Rejection unusable(Column column, String what) {
    return new Rejection(
        Reason.BAD_FIELD,
        "Field '%s' has %s, which column %s cannot hold: it is of type %s."
            .formatted(column.field(), what, column.name(), column.type().cql()));
  }

  private static Rejection mended(Column column) {
    return new Rejection(
        Reason.BAD_FIELD,
        "Field '%s' has text that is no characters, and column %s is in the primary key: invalid_text: replace would make one row of two."
            .formatted(column.field(), column.name()));
  }

  private static Rejection missing(Column column) {
    return new Rejection(
        Reason.MISSING_KEY,
        "Column %s of the primary key should be in field '%s', which is absent, null or unusable."
            .formatted(column.name(), column.field()));
  }

  /** The values of the record read last, for {@link ShardRow#columns()}. */
  public List<@Nullable Object> columns() {
    return Collections.unmodifiableList(Arrays.asList(values));
  }
}
