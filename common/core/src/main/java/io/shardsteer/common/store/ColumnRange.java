package io.shardsteer.common.store;

import org.jspecify.annotations.Nullable;

/**
 * Values of an indexed column.
 *
 * @param column its name
 * @param from least value, of the column's Java type; null: any
 * @param to largest value, included; null: any
 */
public record ColumnRange(String column, @Nullable Object from, @Nullable Object to) {
  public ColumnRange {
    if (from == null && to == null) {
      throw new IllegalArgumentException(
          "A range of column %s has at least one end.".formatted(column));
    }
  }

  /** One value. */
  public static ColumnRange of(String column, Object value) {
    return new ColumnRange(column, value, value);
  }

  /** True if both ends are the same. */
  public boolean isOneValue() {
    return from != null && from.equals(to);
  }
}
