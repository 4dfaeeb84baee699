package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import io.shardsteer.common.store.RowPage;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all rows of a shard, page by page. Of a table that shards share, Cassandra hands over the
 * shard's rows alone. Where they are so few among the others that it cannot fill a page in time,
 * the shard is read with all of its table from there on, and the others' rows are left out here: a
 * page continues where the one before ended, whichever way that was read. Thread-safe.
 */
final class ShardScans {
  private static final Logger LOG = LoggerFactory.getLogger(ShardScans.class);

  private final PreparedByShard ofShard;
  private final PreparedByShard ofTable;
  private final PageReader pages;
  private final boolean shared;
  private final Set<Integer> scattered = ConcurrentHashMap.newKeySet();

  /**
   * @param ofShard reads the rows of a shard
   * @param ofTable reads the rows of a shard's table
   * @param shared whether these differ
   */
  ShardScans(PreparedByShard ofShard, PreparedByShard ofTable, PageReader pages, boolean shared) {
    this.ofShard = ofShard;
    this.ofTable = ofTable;
    this.pages = pages;
    this.shared = shared;
  }

  /**
   * @param page where to go on; null: at the beginning
   */
  CompletionStage<RowPage> read(int shard, @Nullable ByteBuffer page) {
    if (!shared) {
      return read(ofShard, shard, page);
    }
    if (scattered.contains(shard)) {
      return read(ofTable, shard, page);
    }
    return read(ofShard, shard, page)
        .exceptionallyCompose(
            failure -> {
              if (!isTooSlow(failure)) {
                return CompletableFuture.failedFuture(failure);
              }
              LOG.info("Few rows of a shard among others, its whole table is read shard={}", shard);
              scattered.add(shard);
              return read(ofTable, shard, page);
            });
  }

  private CompletionStage<RowPage> read(
      PreparedByShard statements, int shard, @Nullable ByteBuffer page) {
    return statements
        .of(shard)
        .thenCompose(
            statement ->
                pages.rows(shard, statement.bind(), page == null ? null : page.duplicate()));
  }

  private static boolean isTooSlow(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof ReadTimeoutException || cause instanceof DriverTimeoutException;
  }
}
