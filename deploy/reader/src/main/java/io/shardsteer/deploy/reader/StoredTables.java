package io.shardsteer.deploy.reader;

import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.store.RowKey;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.ShardRows;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads shard tables: partition by partition where keys are given and partitions go by key. */
final class StoredTables implements ShardPages {
  private final ShardRows rows;
  private final boolean partitionsByKey;

  StoredTables(ShardRows rows, RowLayout layout) {
    this.rows = rows;
    partitionsByKey = layout.partitionKey().equals(List.of(RowLayout.KEY));
  }

  @Override
  public CompletionStage<Page> read(int shard, Query query, @Nullable ByteBuffer from) {
    Optional<Set<String>> keys = partitionsByKey ? query.predicate().keys() : Optional.empty();
    return keys.isPresent()
        ? partition(shard, keys.get().stream().sorted().toList(), from)
        : rows.scan(shard, from).thenApply(page -> new Page(found(page), page.next()));
  }

  /**
   * A page of the partition of one of the keys.
   *
   * @param from the key's index, then where its page begins
   */
  private CompletionStage<Page> partition(int shard, List<String> keys, @Nullable ByteBuffer from) {
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(new Page(List.of(), null));
    }
    int key = from == null ? 0 : from.getInt(from.position());
    ByteBuffer inPartition =
        from == null || from.remaining() == Integer.BYTES
            ? null
            : from.slice(from.position() + Integer.BYTES, from.remaining() - Integer.BYTES);
    return rows.find(shard, RowKey.of(Map.of(RowLayout.KEY, keys.get(key))), inPartition)
        .thenApply(page -> new Page(found(page), following(key, keys.size(), page.next())));
  }

  private static @Nullable ByteBuffer following(int key, int keys, @Nullable ByteBuffer next) {
    if (next != null) {
      return ByteBuffer.allocate(Integer.BYTES + next.remaining())
          .putInt(key)
          .put(next.duplicate())
          .flip();
    }
    return key + 1 < keys ? ByteBuffer.allocate(Integer.BYTES).putInt(key + 1).flip() : null;
  }

  private static List<FoundRow> found(RowPage page) {
    return page.rows().stream().map(stored -> new FoundRow(stored.row())).toList();
  }
}
