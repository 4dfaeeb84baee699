package io.shardsteer.common.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Rows found by where they lie in the order, or by an index. Safe for use by many threads; nothing
 * blocks. Failed stages hold a {@link StoreUnavailableException}.
 */
public interface OrderedRows {
  /** Partitions of a table, page by page. */
  record PartitionPage(List<RowSlice.Partition> partitions, @Nullable ByteBuffer next) {
    public PartitionPage {
      partitions = List.copyOf(partitions);
    }
  }

  /**
   * The partitions that a shard's table has.
   *
   * @param page {@link PartitionPage#next()} of the page before; null for the first
   */
  CompletionStage<PartitionPage> partitions(int shard, @Nullable ByteBuffer page);

  /** The rows of a stretch of a partition, by order key. */
  CompletionStage<RowPage> slice(int shard, RowSlice slice, @Nullable ByteBuffer page);

  /** The rows that an index finds, where all ranges hold. */
  CompletionStage<RowPage> indexed(int shard, List<ColumnRange> ranges, @Nullable ByteBuffer page);

  /** True if a shard's table has the index of a column that {@link #indexed} would use. */
  boolean hasIndex(int shard, String column);
}
