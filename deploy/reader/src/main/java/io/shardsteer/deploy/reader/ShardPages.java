package io.shardsteer.deploy.reader;

import io.shardsteer.common.locate.Location;
import io.shardsteer.common.steering.Reshards;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads the tables of shards a page at a time. Thread-safe; nothing blocks. */
interface ShardPages {
  /** Of a reader without rows. */
  ShardPages NONE =
      (shard, query, location) ->
          () ->
              CompletableFuture.failedFuture(
                  new IllegalStateException("This reader was opened without rows."));

  /**
   * Rows of a table, not all of which need to match.
   *
   * @param last whether it is the last one
   * @param partitions how many partitions were begun for it; those that nobody counts are 0
   */
  record Page(List<FoundRow> rows, boolean last, int partitions) {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /** One reading of a shard, page after page; one at a time. */
  @FunctionalInterface
  interface Cursor {
    CompletionStage<Page> next();
  }

  /**
   * Begins to read every row of a shard that matches.
   *
   * @param location where matching rows can lie
   */
  Cursor open(int shard, Query query, Location location);

  /** The same where rows have been moved, or are being moved, to tables of other layouts. */
  default ShardPages after(Reshards moves) {
    return this;
  }

  /** True if a shard's table would be read from one end to the other. */
  default boolean readsWhole(int shard, Query query, Location location) {
    return false;
  }
}
