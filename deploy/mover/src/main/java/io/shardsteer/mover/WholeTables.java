package io.shardsteer.mover;

import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardRows;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tables that are read from beginning to end. */
final class WholeTables implements TableParts {
  private final ShardRows rows;
  private final Supplier<? extends Collection<Integer>> concerned;
  private final int all;

  /**
   * @param concerned the tables with rows that may change place, by their shards
   * @param all how many tables there are
   */
  WholeTables(ShardRows rows, Supplier<? extends Collection<Integer>> concerned, int all) {
    this.rows = rows;
    this.concerned = concerned;
    this.all = all;
  }

  /** Every one of some tables. */
  static WholeTables all(ShardRows rows, Collection<Integer> tables) {
    return new WholeTables(rows, () -> tables, tables.size());
  }

  @Override
  public Listed list() {
    List<TablePart> parts = concerned.get().stream().map(TablePart::whole).sorted().toList();
    return new Listed(parts, all);
  }

  @Override
  public TablePart holding(int shard, ShardRow placed) {
    return TablePart.whole(shard);
  }

  @Override
  public CompletionStage<RowPage> read(TablePart part, @Nullable ByteBuffer page) {
    return rows.scan(part.shard(), page);
  }
}
