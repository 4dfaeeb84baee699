package io.shardsteer.common.store;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the rows of all shards. Safe for use by many threads.
 *
 * <p>A failed write says by its type what to do: {@link RowRefusedException} means that this row
 * can never be written, {@link StoreUnavailableException} that the same write may succeed later.
 */
public interface ShardStore extends AutoCloseable {
  /**
   * Writes a row, in place of itself where it is there already; never blocks.
   *
   * @return completed once the row is durable; failed with one of the two exceptions above
   */
  CompletionStage<Void> upsert(ShardRow row);

  /**
   * Which of some shards have no place for rows now; never blocks.
   *
   * @return failed if the store cannot be asked
   */
  CompletionStage<Set<Integer>> withoutPlace(Set<Integer> shards);

  /** Ends open writes and gives connections back. */
  @Override
  void close();
}
