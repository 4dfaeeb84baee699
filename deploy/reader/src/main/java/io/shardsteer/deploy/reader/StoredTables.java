package io.shardsteer.deploy.reader;

import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.locate.Location;
import io.shardsteer.common.store.ColumnRange;
import io.shardsteer.common.store.OrderedRows;
import io.shardsteer.common.store.RowKey;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.RowSlice;
import io.shardsteer.common.store.ShardRows;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads shard tables by the narrowest way that the question and the layout allow: partitions of
 * keys, an index, slices of the order, else the whole table.
 */
final class StoredTables implements ShardPages {
  /** Slices and keys that are read at the same time. */
  private static final int AT_ONCE = 8;

  /** More keys than this are not looked up one by one. */
  private static final int MOST_KEYS = 1_000;

  /** A larger part of the order than this is worth asking an index instead. */
  private static final double WIDE = 0.05;

  /** Of a shard's own part of the order: from here on, one pass over its table is cheaper. */
  private static final double WHOLE = 0.9;

  private final ShardRows rows;
  private final OrderedRows ordered;
  private final RowLayout layout;

  StoredTables(ShardRows rows, OrderedRows ordered, RowLayout layout) {
    this.rows = rows;
    this.ordered = ordered;
    this.layout = layout;
  }

  /** Something to read page by page. */
  @FunctionalInterface
  private interface Step {
    CompletionStage<RowPage> read(@Nullable ByteBuffer page);
  }

  /** How a shard is read. */
  private record Way(boolean isWhole, Supplier<Cursor> begin) {}

  @Override
  public Cursor open(int shard, Query query, Location location) {
    return way(shard, query, location).begin().get();
  }

  @Override
  public boolean readsWhole(int shard, Query query, Location location) {
    return way(shard, query, location).isWhole();
  }

  private Way way(int shard, Query query, Location location) {
    Step scan = page -> rows.scan(shard, page);
    Way whole = new Way(true, () -> new Steps(List.of(scan), false));
    if (query.everywhere()) {
      return whole;
    }
    Optional<Set<String>> keys =
        query.predicate().keys().filter(some -> some.size() <= MOST_KEYS && canFind(shard));
    if (keys.isPresent()) {
      List<Step> each = keys.get().stream().sorted().map(key -> ofKey(shard, key)).toList();
      return new Way(false, () -> new Steps(each, true));
    }
    OrderSlices slices = OrderSlices.of(shard, location);
    boolean wide = !layout.isByPosition() || slices.share() > WIDE;
    List<ColumnRange> indexed = wide ? indexed(shard, query) : List.of();
    if (!indexed.isEmpty()) {
      Step find = page -> ordered.indexed(shard, indexed, page);
      return new Way(false, () -> new Steps(List.of(find), false));
    }
    boolean asWhole =
        !layout.isByPosition() || (slices.areOfAllTime() && slices.leastOwnShare() > WHOLE);
    return asWhole ? whole : new Way(false, () -> new Sliced(shard, slices));
  }

  private boolean canFind(int shard) {
    return layout.isByPosition()
        ? ordered.hasIndex(shard, RowLayout.KEY)
        : layout.partitionKey().equals(List.of(RowLayout.KEY));
  }

  private Step ofKey(int shard, String key) {
    return layout.isByPosition()
        ? page -> ordered.indexed(shard, List.of(ColumnRange.of(RowLayout.KEY, key)), page)
        : page -> rows.find(shard, RowKey.of(Map.of(RowLayout.KEY, key)), page);
  }

  private List<ColumnRange> indexed(int shard, Query query) {
    return IndexedConditions.of(query.predicate(), layout).stream()
        .filter(range -> ordered.hasIndex(shard, range.column()))
        .toList();
  }

  /** Lists the partitions that a shard has, then reads slices of those that count. */
  private final class Sliced implements Cursor {
    private final int shard;
    private final OrderSlices slices;
    private @Nullable Steps steps;

    Sliced(int shard, OrderSlices slices) {
      this.shard = shard;
      this.slices = slices;
    }

    @Override
    public CompletionStage<Page> next() {
      Steps known = steps;
      return known != null ? known.next() : list(new HashSet<>(), null);
    }

    private CompletionStage<Page> list(
        Set<RowSlice.Partition> partitions, @Nullable ByteBuffer from) {
      return ordered
          .partitions(shard, from)
          .thenCompose(
              page -> {
                partitions.addAll(page.partitions());
                return page.next() != null ? list(partitions, page.next()) : begin(partitions);
              });
    }

    private CompletionStage<Page> begin(Set<RowSlice.Partition> partitions) {
      List<Step> all = new ArrayList<>();
      slices.of(partitions).forEach(slice -> all.add(page -> ordered.slice(shard, slice, page)));
      Steps first = new Steps(all, true);
      steps = first;
      return first.next();
    }
  }

  /** Reads steps, a few of them at once. */
  private static final class Steps implements Cursor {
    /** A step and where it goes on. */
    private record Open(Step step, @Nullable ByteBuffer from) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private final boolean arePartitions;

    /**
     * @param arePartitions whether each step reads one partition
     */
    Steps(List<Step> steps, boolean arePartitions) {
      this.arePartitions = arePartitions;
      steps.forEach(step -> open.add(new Open(step, null)));
    }

    @Override
    public CompletionStage<Page> next() {
      List<Open> begun = new ArrayList<>();
      while (begun.size() < AT_ONCE && !open.isEmpty()) {
        begun.add(open.remove());
      }
      List<CompletableFuture<RowPage>> pages =
          begun.stream().map(one -> one.step().read(one.from()).toCompletableFuture()).toList();
      return CompletableFuture.allOf(pages.toArray(CompletableFuture[]::new))
          .thenApply(all -> join(begun, pages));
    }

    private Page join(List<Open> begun, List<CompletableFuture<RowPage>> pages) {
      List<FoundRow> found = new ArrayList<>();
      int partitions = 0;
      for (int i = pages.size() - 1; i >= 0; i--) {
        RowPage page = pages.get(i).join();
        page.rows().forEach(stored -> found.add(new FoundRow(stored.row())));
        if (page.next() != null) {
          open.addFirst(new Open(begun.get(i).step(), page.next()));
        }
        partitions += arePartitions && begun.get(i).from() == null ? 1 : 0;
      }
      return new Page(found, open.isEmpty(), partitions);
    }
  }
}
