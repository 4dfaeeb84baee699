package io.shardsteer.common.store;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the rows that were asked for.
 *
 * @param rows in the order of the table, perhaps none
 * @param next where the following page begins, for the same question only; null: there is none
 */
public record RowPage(List<StoredRow> rows, @Nullable ByteBuffer next) {
  public RowPage {
    rows = List.copyOf(rows);
  }

  public boolean isLast() {
    return next == null;
  }
}
