package io.shardsteer.functions.router;

import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The store of the layout that rows have now; another one once they get another layout. Rows that
 * are being written by then stay with the store that they were given to, so the former one is open
 * until the end. Thread-safe.
 */
final class LaidOutStore implements ShardStore {
  private final Function<RowLayout, ShardStore> opening;
  private final List<ShardStore> stores = new ArrayList<>();
  private RowLayout layout;
  private volatile ShardStore present;

  /**
   * @param opening opens the store of a layout
   */
  LaidOutStore(RowLayout layout, Function<RowLayout, ShardStore> opening) {
    this.opening = opening;
    this.layout = layout;
    present = opening.apply(layout);
    stores.add(present);
  }

  /** The store to give the next row to, until that is durable. */
  ShardStore present() {
    return present;
  }

  /**
   * Goes over to the store of a layout.
   *
   * @return false if it is the present one
   */
  synchronized boolean changeTo(RowLayout next) {
    if (next.equals(layout)) {
      return false;
    }
    ShardStore opened = opening.apply(next);
    stores.add(opened);
    layout = next;
    present = opened;
    return true;
  }

  @Override
  public CompletionStage<Void> upsert(ShardRow row) {
    return present.upsert(row);
  }

  @Override
  public CompletionStage<Set<Integer>> withoutPlace(Set<Integer> shards) {
    return present.withoutPlace(shards);
  }

  @Override
  public synchronized void close() {
    stores.forEach(ShardStore::close);
  }
}
