package io.shardsteer.mover;

import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardRows;
import io.shardsteer.common.store.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The passes over the tables that move rows. Each may be cut short and begun again: a copy is as
 * old as its original and one microsecond, so that writing it twice leaves one row, it stays behind
 * a row that a router has written since, and it is newer than what was deleted when the row moved
 * away from here before.
 */
final class RowMover {
  private static final int IN_FLIGHT = 256;
  private static final int MOST_DELETING_PASSES = 3;

  private final ShardRows rows;
  private final PagedRows pages;
  private final Places places;
  private final Reshard reshard;
  private final SortedSet<Integer> shards;
  private final Throttle throttle;

  /**
   * @param shards every table that has rows, by its shard, or as {@link BothLayouts} counts them
   */
  RowMover(
      ShardRows rows,
      Places places,
      Reshard reshard,
      SortedSet<Integer> shards,
      Throttle throttle) {
    this.rows = rows;
    this.pages = new PagedRows(rows);
    this.places = places;
    this.reshard = reshard;
    this.shards = shards;
    this.throttle = throttle;
  }

  /**
   * What deleting came to.
   *
   * @param sums what each shard holds of rows in their right place
   * @param records by how many records each shard has grown
   * @param bytes by how many bytes of payloads
   */
  record Deleted(
      Map<Integer, ShardSums> sums, Map<Integer, Long> records, Map<Integer, Long> bytes) {}

  /** Told by how many records and bytes each shard has grown so far, after each page. */
  @FunctionalInterface
  interface Growth {
    void is(Map<Integer, Long> records, Map<Integer, Long> bytes);
  }

  /**
   * A row and its right place.
   *
   * @param to shard that it belongs to
   * @param placed the row as it is to stand there
   */
  private record Move(StoredRow row, int to, ShardRow placed) {
    boolean isNeeded() {
      return row.row().shard() != to || !row.row().place().equals(placed.place());
    }
  }

  /** Reads everything and says what has to move. */
  MovePlan plan() {
    MovePlan plan = new MovePlan();
    for (int shard : shards) {
      pages.read(
          shard,
          "",
          page -> {
            for (Move move : placed(page)) {
              plan.add(move.row().row(), move.to(), move.isNeeded());
            }
          },
          next -> {});
    }
    return plan;
  }

  /**
   * Copies what is in a wrong place to its right one.
   *
   * @param fromShard where to begin
   * @param fromPage where to begin in it; empty: at its beginning
   * @param done told after each page where to go on
   */
  void copy(
      int fromShard,
      String fromPage,
      MoveListener.Pass progress,
      BiConsumer<Integer, String> done) {
    for (int shard : shards.tailSet(fromShard)) {
      pages.read(
          shard,
          shard == fromShard ? fromPage : "",
          page -> {
            List<Move> moves = misplaced(placed(page));
            together(
                moves,
                move -> {
                  throttle.await();
                  return timed(() -> copy(move));
                });
            progress.add(moves.size());
          },
          next -> done.accept(next.isEmpty() ? shard + 1 : shard, next));
    }
    progress.end();
  }

  /** The rows of a page that the move is about, with their right places. */
  private List<Move> placed(List<StoredRow> page) {
    List<Move> placed = new ArrayList<>();
    for (StoredRow row : page) {
      boolean leaves = BothLayouts.isFormer(row.row().shard());
      if (leaves || row.row().publishMillis() < reshard.beforeMillis()) {
        int to = places.shardOf(row.row());
        placed.add(new Move(row, to, places.placed(row.row())));
      }
    }
    return placed;
  }

  private static List<Move> misplaced(List<Move> placed) {
    return placed.stream().filter(Move::isNeeded).toList();
  }

  private CompletionStage<Void> copy(Move move) {
    return rows.copy(
        new StoredRow(move.placed(), move.row().writeMicros() + 1, move.row().ttlSeconds()),
        move.to());
  }

  private CompletionStage<Void> timed(Supplier<CompletionStage<Void>> write) {
    long began = System.nanoTime();
    return write.get().whenComplete((nothing, failure) -> throttle.took(System.nanoTime() - began));
  }

  private interface Action {
    CompletionStage<Void> start(Move move);
  }

  /** Starts an action for each, not too many at once, and waits for all of them. */
  private static void together(List<Move> moves, Action action) {
    Semaphore free = new Semaphore(IN_FLIGHT);
    List<CompletionStage<Void>> open = new ArrayList<>();
    for (Move move : moves) {
      free.acquireUninterruptibly();
      open.add(action.start(move).whenComplete((nothing, failure) -> free.release()));
    }
    open.forEach(PagedRows::join);
  }

  /**
   * Deletes what is in a wrong place, each row once its copy was read back and holds the same. A
   * row without such a copy is copied instead, and deleted in another pass.
   *
   * @param recordsBefore by how many records shards have grown in an earlier run of the same move
   * @param bytesBefore likewise in bytes
   */
  Deleted delete(
      Map<Integer, Long> recordsBefore,
      Map<Integer, Long> bytesBefore,
      MoveListener.Pass progress,
      Growth growth) {
    Map<Integer, Long> records = new TreeMap<>(recordsBefore);
    Map<Integer, Long> bytes = new TreeMap<>(bytesBefore);
    for (int pass = 1; ; pass++) {
      Map<Integer, ShardSums> sums = new TreeMap<>();
      long mended = 0;
      for (int shard : shards) {
        mended += delete(shard, sums, records, bytes, progress, growth);
      }
      if (mended == 0 || pass == MOST_DELETING_PASSES) {
        progress.end();
        return new Deleted(sums, records, bytes);
      }
    }
  }

  private long delete(
      int shard,
      Map<Integer, ShardSums> sums,
      Map<Integer, Long> records,
      Map<Integer, Long> bytes,
      MoveListener.Pass progress,
      Growth growth) {
    ShardSums sum = sums.computeIfAbsent(shard, unknown -> new ShardSums());
    long[] mended = {0};
    pages.read(
        shard,
        "",
        page -> {
          List<Move> placed = placed(page);
          List<Move> moves = misplaced(placed);
          List<Move> deletable = new ArrayList<>();
          List<Move> open = new ArrayList<>();
          List<CompletionStage<Optional<StoredRow>>> copies =
              moves.stream().map(move -> rows.same(move.placed(), move.to())).toList();
          for (int i = 0; i < moves.size(); i++) {
            Move move = moves.get(i);
            boolean copied =
                PagedRows.join(copies.get(i)).filter(copy -> holdsTheSame(copy, move)).isPresent();
            (copied ? deletable : open).add(move);
          }
          together(open, this::copy);
          together(
              deletable,
              move -> {
                throttle.await();
                return timed(() -> rows.delete(move.row()));
              });
          // Counted at the end: a page that fails is handed over again.
          mended[0] += open.size();
          for (Move move : deletable) {
            count(move, records, bytes);
          }
          addInPlace(placed, sum);
          if (!deletable.isEmpty()) {
            growth.is(records, bytes);
          }
          progress.add(deletable.size());
        },
        next -> {});
    return mended[0];
  }

  private static void addInPlace(List<Move> placed, ShardSums sums) {
    long now = System.currentTimeMillis();
    placed.stream().filter(move -> !move.isNeeded()).forEach(move -> sums.add(move.row(), now));
  }

  private static boolean holdsTheSame(StoredRow copy, Move move) {
    return ShardSum.digest(copy.row()) == ShardSum.digest(move.row().row());
  }

  private static void count(Move move, Map<Integer, Long> records, Map<Integer, Long> bytes) {
    byte[] payload = move.row().row().payload();
    long size = payload == null ? 0 : payload.length;
    int from = BothLayouts.shard(move.row().row().shard());
    records.merge(from, -1L, Long::sum);
    records.merge(move.to(), 1L, Long::sum);
    bytes.merge(from, -size, Long::sum);
    bytes.merge(move.to(), size, Long::sum);
  }

  /**
   * Reads everything once more and compares it with what was there when the last row was deleted.
   *
   * @param tell gets a line for each shard
   * @return what differs; nothing if all is well
   */
  List<String> differences(Deleted deleted, Consumer<String> tell) {
    List<String> differences = new ArrayList<>();
    for (int shard : shards) {
      ShardSums expected = deleted.sums().getOrDefault(shard, new ShardSums());
      ShardSums found = new ShardSums();
      long[] astray = {0};
      pages.read(
          shard,
          "",
          page -> {
            List<Move> placed = placed(page);
            addInPlace(placed, found);
            astray[0] += misplaced(placed).size();
          },
          next -> {});
      ShardSums.Comparison compared = expected.compare(found, System.currentTimeMillis());
      boolean agrees = compared.agrees() && astray[0] == 0;
      String line =
          "%s: %,d rows, checksum %s%s"
              .formatted(
                  BothLayouts.name(shard),
                  compared.rows(),
                  compared.checksum(),
                  compared.expiring() == 0
                      ? ""
                      : ", and %,d rows that expire meanwhile".formatted(compared.expiring()));
      tell.accept("  %s %s".formatted(line, agrees ? "agree" : "DIFFER"));
      if (!agrees) {
        differences.add(
            "%s; %,d rows before, %,d now; %,d rows of other shards"
                .formatted(line, expected.rows(), found.rows(), astray[0]));
      }
    }
    return differences;
  }
}
