package io.shardsteer.common.control;

import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which shard takes which interval when the number of shards changes, such that the least load
 * changes its shard.
 *
 * <p>Laid side by side, old and new intervals overlap in a chain of pieces, each of one old and one
 * new interval. Keeping a piece's load where it is means giving its new interval the shard of its
 * old one, which is possible for pieces that share no interval: the heaviest such choice along the
 * chain, found by going through it once with four states.
 */
final class ShardMatching {
  /** No shard yet. */
  private static final int NONE = -1;

  private record Piece(int old, int fresh, double load) {}

  /** The best choice of pieces up to here, with what it uses of the last piece's intervals. */
  private record Choice(double load, @Nullable Choice rest, int piece) {
    static final Choice EMPTY = new Choice(0, null, NONE);
  }

  private ShardMatching() {}

  /**
   * @param old the table in force
   * @param recent where the load lies
   * @param ranks the new split points' ranks in it, one fewer than new shards
   * @return shard ids 0..count-1 for the new intervals
   */
  static List<Integer> match(RoutingTable old, Distribution recent, double[] ranks) {
    int count = ranks.length + 1;
    List<Piece> pieces = pieces(old, recent, ranks, count, true);
    int[] shards = new int[count];
    Arrays.fill(shards, NONE);
    boolean[] taken = new boolean[count];
    for (Choice choice = best(pieces); choice != null; choice = choice.rest()) {
      if (choice.piece() != NONE) {
        Piece piece = pieces.get(choice.piece());
        shards[piece.fresh()] = old.shards().get(piece.old());
        taken[shards[piece.fresh()]] = true;
      }
    }
    int free = 0;
    for (int i = 0; i < count; i++) {
      if (shards[i] == NONE) {
        while (taken[free]) {
          free++;
        }
        shards[i] = free++;
      }
    }
    return Arrays.stream(shards).boxed().toList();
  }

  /**
   * The share of the load that new split points and their shards take away from where it goes now.
   */
  static double moved(
      RoutingTable old, Distribution recent, SplitPoints splitPoints, List<Integer> shards) {
    double moved = 0;
    for (Piece piece : pieces(old, recent, recent.ranks(splitPoints), splitPoints.count(), false)) {
      if (!old.shards().get(piece.old()).equals(shards.get(piece.fresh()))) {
        moved += piece.load();
      }
    }
    return moved;
  }

  /**
   * @param remaining whether pieces of shards that do not remain are marked as such, by a load of
   *     {@link #NONE}
   */
  private static List<Piece> pieces(
      RoutingTable old, Distribution recent, double[] ranks, int count, boolean remaining) {
    List<Piece> pieces = new ArrayList<>();
    int oldInterval = 0;
    int fresh = 0;
    double from = 0;
    while (oldInterval < old.splitPoints().count() && fresh < count) {
      double oldTo =
          oldInterval == old.splitPoints().count() - 1
              ? 1
              : recent.rank(old.splitPoints().to(oldInterval));
      double freshTo = fresh == count - 1 ? 1 : ranks[fresh];
      double to = Math.min(oldTo, freshTo);
      boolean stays = !remaining || old.shards().get(oldInterval) < count;
      pieces.add(new Piece(oldInterval, fresh, stays ? Math.max(0, to - from) : NONE));
      from = to;
      if (oldTo <= freshTo) {
        oldInterval++;
      } else {
        fresh++;
      }
    }
    return pieces;
  }

  private static @Nullable Choice best(List<Piece> pieces) {
    // Best choice with the last piece's old interval used (or not) and its new one used (or not).
    var best = new Choice[] {Choice.EMPTY, Choice.EMPTY, Choice.EMPTY, Choice.EMPTY};
    boolean[] possible = {true, false, false, false};
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      boolean sameOld = i > 0 && pieces.get(i - 1).old() == piece.old();
      boolean sameFresh = i > 0 && pieces.get(i - 1).fresh() == piece.fresh();
      var next = new Choice[] {Choice.EMPTY, Choice.EMPTY, Choice.EMPTY, Choice.EMPTY};
      boolean[] nextPossible = new boolean[4];
      for (int state = 0; state < 4; state++) {
        if (!possible[state]) {
          continue;
        }
        int carried = (sameOld ? state & 1 : 0) | (sameFresh ? state & 2 : 0);
        keepBetter(next, nextPossible, carried, best[state]);
        if (carried == 0 && piece.load() >= 0) {
          keepBetter(
              next, nextPossible, 3, new Choice(best[state].load() + piece.load(), best[state], i));
        }
      }
      best = next;
      possible = nextPossible;
    }
    Choice heaviest = null;
    for (int state = 0; state < 4; state++) {
      if (possible[state] && (heaviest == null || best[state].load() > heaviest.load())) {
        heaviest = best[state];
      }
    }
    return heaviest;
  }

  private static void keepBetter(Choice[] best, boolean[] possible, int state, Choice choice) {
    if (!possible[state] || choice.load() > best[state].load()) {
      best[state] = choice;
      possible[state] = true;
    }
  }
}
