package io.shardsteer.common.steering;

/** Rows that move from tables of one row order to tables of the other, whose names differ. */
public record LayoutChange(TableLayout from, TableLayout to) {
  public LayoutChange {
    if (from.rowOrder().equals(to.rowOrder())) {
      throw new IllegalArgumentException(
          "Rows that lie by %s cannot move to the same tables.".formatted(from.rowOrder()));
    }
  }
}
