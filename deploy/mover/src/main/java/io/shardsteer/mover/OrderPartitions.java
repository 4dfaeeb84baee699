package io.shardsteer.mover;

import io.shardsteer.common.locate.PlaceChanges;
import io.shardsteer.common.steering.RowPlace;
import io.shardsteer.common.store.OrderedRows;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.RowSlice;
import io.shardsteer.common.store.RowSlice.Partition;
import io.shardsteer.common.store.ShardRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Partitions of tables whose rows lie in the order. */
final class OrderPartitions implements TableParts {
  private final OrderedRows rows;
  private final Collection<Integer> shards;
  private final Supplier<PlaceChanges> changes;

  /**
   * @param shards those that have a table
   * @param changes what the move changes, as is known when it is asked for
   */
  OrderPartitions(OrderedRows rows, Collection<Integer> shards, Supplier<PlaceChanges> changes) {
    this.rows = rows;
    this.shards = List.copyOf(shards);
    this.changes = changes;
  }

  @Override
  public Listed list() {
    PlaceChanges known = changes.get();
    List<TablePart> parts = new ArrayList<>();
    int all = 0;
    for (int shard : shards) {
      for (Partition it : partitions(shard)) {
        all++;
        if (known.concern(shard, it.modelVersion(), it.cell(), it.bucket())) {
          parts.add(TablePart.of(shard, it));
        }
      }
    }
    parts.sort(null);
    return new Listed(parts, all);
  }

  private List<Partition> partitions(int shard) {
    List<Partition> partitions = new ArrayList<>();
    @Nullable ByteBuffer next = null;
    do {
      ByteBuffer at = next;
      OrderedRows.PartitionPage page =
          PagedRows.patiently(() -> PagedRows.join(rows.partitions(shard, at)));
      partitions.addAll(page.partitions());
      next = page.next();
    } while (next != null);
    return partitions;
  }

  @Override
  public TablePart holding(int shard, ShardRow placed) {
    RowPlace place = placed.place();
    return TablePart.of(shard, new Partition(place.modelVersion(), place.cell(), place.bucket()));
  }

  @Override
  public CompletionStage<RowPage> read(TablePart part, @Nullable ByteBuffer page) {
    return rows.slice(part.shard(), new RowSlice(part.partition().orElseThrow(), 0, 1), page);
  }
}
