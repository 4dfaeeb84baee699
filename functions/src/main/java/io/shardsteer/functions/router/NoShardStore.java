package io.shardsteer.functions.router;

import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardStore;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stands in where storage is off: the shard topics alone keep the records. */
final class NoShardStore implements ShardStore {
  private static final CompletionStage<Void> NOTHING_TO_DO =
      CompletableFuture.completedFuture(null);

  @Override
  public CompletionStage<Void> upsert(ShardRow row) {
    return NOTHING_TO_DO;
  }

  @Override
  public CompletionStage<Set<Integer>> withoutPlace(Set<Integer> shards) {
    return CompletableFuture.completedFuture(Set.of());
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
