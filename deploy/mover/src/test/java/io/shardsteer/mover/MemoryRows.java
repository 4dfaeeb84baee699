package io.shardsteer.mover;

import io.shardsteer.common.steering.RowPlace;
import io.shardsteer.common.store.ColumnRange;
import io.shardsteer.common.store.OrderedRows;
import io.shardsteer.common.store.RowKey;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.RowSlice;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardRows;
import io.shardsteer.common.store.StoredRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tables in memory that treat write times as Cassandra does: the later write stays, a deletion
 * shadows whatever is not later than it, also what is written afterwards. Can be told to die.
 */
final class MemoryRows implements ShardRows, OrderedRows {
  private static final int PAGE = 7;

  /** The process that moves rows was killed. */
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Function<ShardRow, String> primaryKey;
  private final Map<Integer, NavigableMap<String, StoredRow>> tables = new HashMap<>();
  private final Map<Integer, Map<String, Long>> deletions = new HashMap<>();
  private long operationsToLive = Long.MAX_VALUE;
  private boolean losesCopies;
  private long read;

  MemoryRows() {
    this(
        row ->
            "%s/%s/%d/%s"
                .formatted(partition(row), row.key(), row.publishMillis(), row.recordId()));
  }

  /**
   * @param primaryKey what identifies a row in a table
   */
  MemoryRows(Function<ShardRow, String> primaryKey) {
    this.primaryKey = primaryKey;
  }

  /** After so many operations, the one under way done or not, the process dies. */
  void killAfter(long operations) {
    operationsToLive = operations;
  }

  /** Copies are acknowledged and not there. */
  void loseCopies(boolean lose) {
    losesCopies = lose;
  }

  private NavigableMap<String, StoredRow> table(int shard) {
    return tables.computeIfAbsent(shard, unknown -> new TreeMap<>());
  }

  private String key(ShardRow row) {
    return primaryKey.apply(row);
  }

  private static RowSlice.Partition partition(ShardRow row) {
    RowPlace place = row.place();
    return new RowSlice.Partition(place.modelVersion(), place.cell(), place.bucket());
  }

  /** Writes a row as a router does. */
  void write(ShardRow row, long micros) {
    StoredRow present = table(row.shard()).get(key(row));
    long deleted =
        deletions
            .computeIfAbsent(row.shard(), unknown -> new HashMap<>())
            .getOrDefault(key(row), Long.MIN_VALUE);
    if (micros > deleted && (present == null || micros >= present.writeMicros())) {
      table(row.shard()).put(key(row), new StoredRow(row, micros, 0));
    }
  }

  /** How many rows were handed over so far. */
  long read() {
    return read;
  }

  /** The rows of a shard. */
  List<ShardRow> rows(int shard) {
    return table(shard).values().stream().map(StoredRow::row).toList();
  }

  /** A row vanishes. */
  void lose(ShardRow row) {
    table(row.shard()).remove(key(row));
  }

  private void live() {
    if (--operationsToLive < 0) {
      throw new KilledException();
    }
  }

  @Override
  public CompletionStage<RowPage> scan(int shard, @Nullable ByteBuffer page) {
    return read(table(shard), page);
  }

  private CompletionStage<RowPage> read(
      NavigableMap<String, StoredRow> table, @Nullable ByteBuffer page) {
    live();
    NavigableMap<String, StoredRow> rest =
        page == null
            ? table
            : table.tailMap(StandardCharsets.UTF_8.decode(page.duplicate()).toString(), false);
    List<StoredRow> rows = new ArrayList<>();
    String last = "";
    for (Map.Entry<String, StoredRow> entry : rest.entrySet()) {
      if (rows.size() == PAGE) {
        return CompletableFuture.completedFuture(
            new RowPage(rows, ByteBuffer.wrap(last.getBytes(StandardCharsets.UTF_8))));
      }
      rows.add(entry.getValue());
      read++;
      last = entry.getKey();
    }
    return CompletableFuture.completedFuture(new RowPage(rows, null));
  }

  @Override
  public CompletionStage<PartitionPage> partitions(int shard, @Nullable ByteBuffer page) {
    live();
    Set<RowSlice.Partition> found = new LinkedHashSet<>();
    table(shard).values().forEach(stored -> found.add(partition(stored.row())));
    return CompletableFuture.completedFuture(new PartitionPage(List.copyOf(found), null));
  }

  @Override
  public CompletionStage<RowPage> slice(int shard, RowSlice slice, @Nullable ByteBuffer page) {
    NavigableMap<String, StoredRow> rows = new TreeMap<>(table(shard));
    rows.values().removeIf(stored -> !partition(stored.row()).equals(slice.partition()));
    return read(rows, page);
  }

  @Override
  public CompletionStage<RowPage> indexed(
      int shard, List<ColumnRange> ranges, @Nullable ByteBuffer page) {
    throw new UnsupportedOperationException("Nobody who moves rows asks an index.");
  }

  @Override
  public boolean hasIndex(int shard, String column) {
    return false;
  }

  @Override
  public CompletionStage<RowPage> find(int shard, RowKey key, @Nullable ByteBuffer page) {
    throw new UnsupportedOperationException("Nobody who moves rows asks by key.");
  }

  @Override
  public CompletionStage<Optional<StoredRow>> same(ShardRow row, int inShard) {
    live();
    return CompletableFuture.completedFuture(Optional.ofNullable(table(inShard).get(key(row))));
  }

  @Override
  public CompletionStage<Void> copy(StoredRow row, int toShard) {
    live();
    if (!losesCopies) {
      write(row.row().in(toShard), row.writeMicros());
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> delete(StoredRow row) {
    live();
    int shard = row.row().shard();
    String key = key(row.row());
    deletions
        .computeIfAbsent(shard, unknown -> new HashMap<>())
        .merge(key, row.writeMicros(), Math::max);
    StoredRow present = table(shard).get(key);
    if (present != null && present.writeMicros() <= row.writeMicros()) {
      table(shard).remove(key);
    }
    return CompletableFuture.completedFuture(null);
  }
}
