package io.shardsteer.mover;

import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardRows;
import io.shardsteer.common.store.StoredRow;
import io.shardsteer.mover.TablePart.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The passes over what may have to move. Each may be cut short and begun again: a copy is as old as
 * its original and one microsecond, so that writing it twice leaves one row, it stays behind a row
 * that a router has written since, and it is newer than what was deleted when the row moved away
 * from here before.
 */
final class RowMover {
  private static final int IN_FLIGHT = 256;
  private static final int MOST_DELETING_PASSES = 3;

  private final ShardRows rows;
  private final PagedRows pages;
  private final Places places;
  private final Reshard reshard;
  private final TableParts parts;
  private final Throttle throttle;

  /** Parts that rows move to, as far as they are known. */
  private final Set<TablePart> targets = new TreeSet<>();

  /**
   * @param rows of the tables
   * @param parts those with rows that may change place
   */
  RowMover(ShardRows rows, Places places, Reshard reshard, TableParts parts, Throttle throttle) {
    this.rows = rows;
    this.pages = new PagedRows(parts);
    this.places = places;
    this.reshard = reshard;
    this.parts = parts;
    this.throttle = throttle;
  }

  /**
   * What deleting came to.
   *
   * @param parts what was read, and where rows have gone
   * @param sums what each shard holds there of rows in their right place
   * @param records by how many records each shard has grown
   * @param bytes by how many bytes of payloads
   */
  record Deleted(
      List<TablePart> parts,
      Map<Integer, ShardSums> sums,
      Map<Integer, Long> records,
      Map<Integer, Long> bytes) {}

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

  /** Reads all that may have to move and says what has to. */
  MovePlan plan() {
    TableParts.Listed listed = parts.list();
    MovePlan plan = new MovePlan(listed.parts().size(), listed.all());
    pages.read(
        listed.parts(),
        Position.BEGIN,
        page -> {
          for (Move move : placed(page)) {
            plan.add(move.row().row(), move.to(), move.isNeeded());
            noteTarget(move);
          }
        },
        next -> {});
    return plan;
  }

  /** This one, which also reads where an earlier one has found rows to go. */
  RowMover knowing(RowMover earlier) {
    targets.addAll(earlier.targets);
    return this;
  }

  private void noteTarget(Move move) {
    if (move.isNeeded()) {
      targets.add(parts.holding(move.to(), move.placed()));
    }
  }

  /**
   * Copies what is in a wrong place to its right one.
   *
   * @param from where to begin
   * @param done told after each page where to go on
   */
  void copy(Position from, MoveListener.Pass progress, Consumer<Position> done) {
    pages.read(
        parts.list().parts(),
        from,
        page -> {
          List<Move> moves = misplaced(placed(page));
          moves.forEach(this::noteTarget);
          writing(moves, this::copy);
          progress.add(moves.size());
        },
        done);
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

  /** Starts something for each, not too many at once, and waits for all of them. */
  private static <T> List<T> together(List<Move> moves, Function<Move, CompletionStage<T>> start) {
    Semaphore free = new Semaphore(IN_FLIGHT);
    List<CompletionStage<T>> open = new ArrayList<>();
    for (Move move : moves) {
      free.acquireUninterruptibly();
      open.add(start.apply(move).whenComplete((result, failure) -> free.release()));
    }
    return open.stream().map(PagedRows::join).toList();
  }

  private <T> List<T> writing(List<Move> moves, Function<Move, CompletionStage<T>> write) {
    return together(
        moves,
        move -> {
          throttle.await();
          long began = System.nanoTime();
          return write
              .apply(move)
              .whenComplete((result, failure) -> throttle.took(System.nanoTime() - began));
        });
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
      List<TablePart> all = withTargets();
      Map<Integer, ShardSums> sums = new TreeMap<>();
      long mended = delete(all, sums, records, bytes, progress, growth);
      if (mended == 0 || pass == MOST_DELETING_PASSES) {
        progress.end();
        return new Deleted(all, sums, records, bytes);
      }
    }
  }

  /** What rows leave, then what they go to: so that copies are counted in their new places. */
  private List<TablePart> withTargets() {
    TreeSet<TablePart> all = new TreeSet<>(parts.list().parts());
    all.addAll(targets);
    return List.copyOf(all);
  }

  private long delete(
      List<TablePart> all,
      Map<Integer, ShardSums> sums,
      Map<Integer, Long> records,
      Map<Integer, Long> bytes,
      MoveListener.Pass progress,
      Growth growth) {
    long[] mended = {0};
    pages.read(
        all,
        Position.BEGIN,
        page -> {
          List<Move> placed = placed(page);
          List<Move> moves = misplaced(placed);
          moves.forEach(this::noteTarget);
          List<Move> deletable = new ArrayList<>();
          List<Move> open = new ArrayList<>();
          List<Optional<StoredRow>> copies =
              together(moves, move -> rows.same(move.placed(), move.to()));
          for (int i = 0; i < moves.size(); i++) {
            Move move = moves.get(i);
            boolean copied = copies.get(i).filter(copy -> holdsTheSame(copy, move)).isPresent();
            (copied ? deletable : open).add(move);
          }
          together(open, this::copy);
          writing(deletable, move -> rows.delete(move.row()));
          // Counted at the end: a page that fails is handed over again.
          mended[0] += open.size();
          for (Move move : deletable) {
            count(move, records, bytes);
          }
          addInPlace(placed, sums);
          if (!deletable.isEmpty()) {
            growth.is(records, bytes);
          }
          progress.add(deletable.size());
        },
        next -> {});
    return mended[0];
  }

  private static void addInPlace(List<Move> placed, Map<Integer, ShardSums> sums) {
    long now = System.currentTimeMillis();
    for (Move move : placed) {
      if (!move.isNeeded()) {
        sums.computeIfAbsent(move.to(), unknown -> new ShardSums()).add(move.row(), now);
      }
    }
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
   * Reads the same once more and compares it with what was there when the last row was deleted.
   *
   * @param tell gets a line for each shard
   * @return what differs; nothing if all is well
   */
  List<String> differences(Deleted deleted, Consumer<String> tell) {
    Map<Integer, ShardSums> found = new TreeMap<>();
    Map<Integer, Long> astray = new TreeMap<>();
    pages.read(
        deleted.parts(),
        Position.BEGIN,
        page -> {
          List<Move> placed = placed(page);
          addInPlace(placed, found);
          misplaced(placed).forEach(move -> astray.merge(move.row().row().shard(), 1L, Long::sum));
        },
        next -> {});
    List<String> differences = new ArrayList<>();
    TreeSet<Integer> shards = new TreeSet<>();
    deleted.parts().forEach(part -> shards.add(part.shard()));
    for (int shard : shards) {
      ShardSums expected = deleted.sums().getOrDefault(shard, new ShardSums());
      ShardSums now = found.getOrDefault(shard, new ShardSums());
      long ofOthers = astray.getOrDefault(shard, 0L);
      ShardSums.Comparison compared = expected.compare(now, System.currentTimeMillis());
      boolean agrees = compared.agrees() && ofOthers == 0;
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
                .formatted(line, expected.rows(), now.rows(), ofOthers));
      }
    }
    return differences;
  }
}
