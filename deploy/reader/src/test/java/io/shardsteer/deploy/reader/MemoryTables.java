package io.shardsteer.deploy.reader;

import io.shardsteer.common.locate.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Shard tables in memory, with pages of a few rows. Pages can be held back or fail. */
final class MemoryTables implements ShardPages {
  private final int pageRows;
  private final Map<Integer, List<FoundRow>> tables = new TreeMap<>();
  final Set<Integer> asked = ConcurrentHashMap.newKeySet();
  final AtomicInteger pagesRead = new AtomicInteger();
  volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
  volatile @Nullable RuntimeException failure;

  MemoryTables(int pageRows) {
    this.pageRows = pageRows;
  }

  void add(FoundRow row) {
    tables.computeIfAbsent(row.shard(), unknown -> new ArrayList<>()).add(row);
  }

  /** Copies rows to another table and deletes them from theirs. */
  void move(Predicate<FoundRow> which, int shard) {
    List<FoundRow> moved = tables.values().stream().flatMap(List::stream).filter(which).toList();
    tables.values().forEach(rows -> rows.removeIf(which));
    moved.forEach(row -> add(new FoundRow(row.row().in(shard))));
  }

  @Override
  public Cursor open(int shard, Query query, Location location) {
    AtomicInteger from = new AtomicInteger();
    return () -> read(shard, from);
  }

  private CompletionStage<Page> read(int shard, AtomicInteger from) {
    asked.add(shard);
    RuntimeException fails = failure;
    if (fails != null) {
      return CompletableFuture.failedFuture(fails);
    }
    return gate.thenApply(
        open -> {
          List<FoundRow> rows = tables.getOrDefault(shard, List.of());
          int begin = from.get();
          int end = Math.min(rows.size(), begin + pageRows);
          from.set(end);
          pagesRead.incrementAndGet();
          return new Page(rows.subList(begin, end), end == rows.size(), 0);
        });
  }
}
