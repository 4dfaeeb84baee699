package io.shardsteer.mover;

import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.store.RowKey;
import io.shardsteer.common.store.RowKeys;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardRows;
import io.shardsteer.common.store.StoredRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The tables of two layouts as if they were one set: those that rows move to under the numbers of
 * their shards, those that they leave under numbers from {@link #FORMER} on. So a row in a former
 * table is in a wrong place, and what moves rows from shard to shard moves it to the other layout.
 */
final class BothLayouts implements ShardRows {
  /** Above every shard. */
  static final int FORMER = 1_024;

  private final ShardRows from;
  private final ShardRows to;
  private final RowLayout layout;
  private final RowKeys keys;

  /**
   * @param from rows of the tables that are left
   * @param to rows of the others
   * @param layout of the others
   */
  BothLayouts(ShardRows from, ShardRows to, RowLayout layout) {
    this.from = from;
    this.to = to;
    this.layout = layout;
    keys = new RowKeys(layout);
  }

  /** Whether a number is of a table that rows leave. */
  static boolean isFormer(int table) {
    return table >= FORMER;
  }

  /** The shard of a table. */
  static int shard(int table) {
    return isFormer(table) ? table - FORMER : table;
  }

  /** A table for people. */
  static String name(int table) {
    return "%sshard %4d".formatted(isFormer(table) ? "former table of " : "", shard(table));
  }

  @Override
  public CompletionStage<RowPage> scan(int table, @Nullable ByteBuffer page) {
    return isFormer(table)
        ? from.scan(shard(table), page).thenApply(read -> former(read, table))
        : to.scan(table, page);
  }

  private RowPage former(RowPage page, int table) {
    return new RowPage(
        page.rows().stream()
            .map(
                row ->
                    new StoredRow(asKept(row.row()).in(table), row.writeMicros(), row.ttlSeconds()))
            .toList(),
        page.next());
  }

  /**
   * A row as the other layout gives it back: where a column of its primary key holds what stands
   * for a missing value, it reads as missing.
   */
  private ShardRow asKept(ShardRow row) {
    int bucket = layout.spreadsNulls() ? keys.nullBucket(row) : RowKeys.NO_NULLS;
    List<@Nullable Object> columns = new ArrayList<>(row.columns());
    for (int i = 0; i < columns.size(); i++) {
      columns.set(i, keys.original(layout.columns().get(i).name(), columns.get(i), bucket));
    }
    return row.withColumns(Collections.unmodifiableList(columns));
  }

  @Override
  public CompletionStage<RowPage> find(int table, RowKey key, @Nullable ByteBuffer page) {
    throw new UnsupportedOperationException("Nobody who moves rows asks by key.");
  }

  @Override
  public CompletionStage<Optional<StoredRow>> same(ShardRow row, int inTable) {
    return to.same(row, inTable);
  }

  @Override
  public CompletionStage<Void> copy(StoredRow row, int toTable) {
    return to.copy(row, toTable);
  }

  @Override
  public CompletionStage<Void> delete(StoredRow row) {
    int table = row.row().shard();
    return isFormer(table)
        ? from.delete(
            new StoredRow(row.row().in(shard(table)), row.writeMicros(), row.ttlSeconds()))
        : to.delete(row);
  }
}
