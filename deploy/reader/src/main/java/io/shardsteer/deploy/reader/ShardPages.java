package io.shardsteer.deploy.reader;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads the tables of shards a page at a time. Thread-safe; nothing blocks. */
interface ShardPages {
  /** Of a reader without rows. */
  ShardPages NONE =
      (shard, query, from) ->
          CompletableFuture.failedFuture(
              new IllegalStateException("This reader was opened without rows."));

  /**
   * Rows of a table, not all of which need to match.
   *
   * @param next where the page begins; null for the first. Handed on as it came
   */
  record Page(List<FoundRow> rows, @Nullable ByteBuffer next) {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Reads a page that holds every matching row of its stretch of the table.
   *
   * @param from {@link Page#next()} of the page before; null for the first
   */
  CompletionStage<Page> read(int shard, Query query, @Nullable ByteBuffer from);
}
