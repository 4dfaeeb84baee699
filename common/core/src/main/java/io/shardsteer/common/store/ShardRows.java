package io.shardsteer.common.store;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the shards' tables hold, whatever their layout: read page by page, looked up by
 * key, copied from table to table, deleted. Safe for use by many threads; nothing blocks.
 *
 * <p>Failed stages hold a {@link StoreUnavailableException}: the same may succeed later.
 */
public interface ShardRows {
  /**
   * Reads a shard's table from beginning to end, a page at a time. Rows that are written meanwhile
   * may be among them or not.
   *
   * @param page {@link RowPage#next()} of the page before; null for the first
   */
  CompletionStage<RowPage> scan(int shard, @Nullable ByteBuffer page);

  /**
   * Looks up the rows of one partition in a shard's table, in the order of the clustering columns.
   *
   * @param page {@link RowPage#next()} of the page before; null for the first
   * @throws IllegalArgumentException if the key does not name the layout's partition key
   */
  CompletionStage<RowPage> find(int shard, RowKey key, @Nullable ByteBuffer page);

  /**
   * Looks up the row with the same primary key in another shard's table.
   *
   * @return empty where there is none
   */
  CompletionStage<Optional<StoredRow>> same(ShardRow row, int inShard);

  /**
   * Writes a row to another shard's table with its write time and what is left of its time to live,
   * so that a newer version there stays.
   *
   * @return completed once the copy is durable
   */
  CompletionStage<Void> copy(StoredRow row, int toShard);

  /**
   * Deletes a row from its shard's table as it was read: a version written since then stays.
   *
   * @return completed once that is durable
   */
  CompletionStage<Void> delete(StoredRow row);
}
