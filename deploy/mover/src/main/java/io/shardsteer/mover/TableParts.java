package io.shardsteer.mover;

import io.shardsteer.common.locate.PlaceChanges;
import io.shardsteer.common.store.OrderedRows;
import io.shardsteer.common.store.RowSlice.Partition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which parts of the shards' tables a move has to read. */
interface TableParts {
  /**
   * Some of the parts.
   *
   * @param parts those with rows that may change place, ascending
   * @param all how many parts there are
   */
  record Listed(List<TablePart> parts, int all) {
    public Listed {
      parts = List.copyOf(parts);
    }
  }

  /** Those with rows that may change place now. */
  Listed list();

  /** The tables of shards that lose rows, where these lie anywhere in a table. */
  static Listed tables(Collection<Integer> shards, PlaceChanges changes) {
    List<TablePart> parts =
        shards.stream().filter(changes.shards()::contains).map(TablePart::whole).sorted().toList();
    return new Listed(parts, shards.size());
  }

  /** The partitions that lose rows, where these lie in the order. */
  static Listed partitions(Collection<Integer> shards, PlaceChanges changes, OrderedRows ordered) {
    List<TablePart> parts = new ArrayList<>();
    int all = 0;
    for (int shard : shards) {
      for (Partition partition : partitions(shard, ordered)) {
        all++;
        if (changes.concern(
            shard, partition.modelVersion(), partition.cell(), partition.bucket())) {
          parts.add(TablePart.of(shard, partition));
        }
      }
    }
    parts.sort(null);
    return new Listed(parts, all);
  }

  private static List<Partition> partitions(int shard, OrderedRows ordered) {
    List<Partition> partitions = new ArrayList<>();
    @Nullable ByteBuffer next = null;
    do {
      ByteBuffer at = next;
      OrderedRows.PartitionPage page =
          PagedRows.patiently(() -> PagedRows.join(ordered.partitions(shard, at)));
      partitions.addAll(page.partitions());
      next = page.next();
    } while (next != null);
    return partitions;
  }
}
