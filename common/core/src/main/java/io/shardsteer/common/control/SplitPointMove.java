package io.shardsteer.common.control;

import io.shardsteer.common.steering.SplitPoints;

/**
 * A move from old to new split points, seen in ranks: the shares of the load below them. A record
 * changes its interval exactly if a split point passes over it, so the load that is re-routed is
 * the measure of all stretches that split points pass over.
 *
 * <p>A move that is too large is made in part such that no record is re-routed twice on the way:
 * where split points go up, they stop at a front that rises from the bottom of their joint stretch,
 * and what lies below the front is where it belongs for good; where split points go down, the front
 * falls from the top. Moving every cut by a part of its way instead would shift records from shard
 * to shard again and again.
 */
final class SplitPointMove {
  private static final int BISECTIONS = 30;

  private final double[] from;
  private final double[] to;

  /**
   * @param from ranks of the old split points, ascending
   * @param to ranks of the new split points, ascending
   */
  SplitPointMove(double[] from, double[] to) {
    this.from = from;
    this.to = to;
  }

  /** The share of the load that the whole move re-routes. */
  double moved() {
    return movedTo(to);
  }

  private double movedTo(double[] ranks) {
    double moved = 0;
    double covered = 0;
    for (int i = 0; i < from.length; i++) {
      double start = Math.max(covered, Math.min(from[i], ranks[i]));
      double end = Math.max(from[i], ranks[i]);
      if (end > start) {
        moved += end - start;
        covered = end;
      }
    }
    return moved;
  }

  /**
   * The ranks of the split points after as much of the move as re-routes the given share of the
   * load. Stretches that hang together advance by the same part each.
   */
  double[] upTo(double mostMoved) {
    if (moved() <= mostMoved) {
      return to;
    }
    double least = 0;
    double most = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      double part = least + (most - least) / 2;
      if (movedTo(partly(part)) > mostMoved) {
        most = part;
      } else {
        least = part;
      }
    }
    return partly(least);
  }

  private double[] partly(double part) {
    double[] ranks = new double[from.length];
    int i = 0;
    while (i < from.length) {
      int end = i + 1;
      boolean up = to[i] >= from[i];
      double low = Math.min(from[i], to[i]);
      double high = Math.max(from[i], to[i]);
      while (end < from.length
          && to[end] >= from[end] == up
          && Math.min(from[end], to[end]) < high) {
        high = Math.max(high, Math.max(from[end], to[end]));
        end++;
      }
      double front = up ? low + part * (high - low) : high - part * (high - low);
      for (int splitPoint = i; splitPoint < end; splitPoint++) {
        ranks[splitPoint] =
            Math.max(
                Math.min(from[splitPoint], to[splitPoint]),
                Math.min(front, Math.max(from[splitPoint], to[splitPoint])));
      }
      i = end;
    }
    return ranks;
  }

  /**
   * The split points at the given ranks of this move: the new split point where the move is
   * complete, the old one where it has not begun, else one of the distribution that is no further.
   */
  SplitPoints splitPointsAt(
      double[] ranks, SplitPoints old, SplitPoints fresh, Distribution distribution) {
    double[] splitPoints = new double[ranks.length];
    double previous = 0;
    for (int i = 0; i < splitPoints.length; i++) {
      double splitPoint;
      if (ranks[i] == to[i]) {
        splitPoint = fresh.to(i);
      } else if (ranks[i] == from[i]) {
        splitPoint = old.to(i);
      } else {
        boolean up = to[i] > from[i];
        splitPoint = up ? distribution.splitAtMost(ranks[i]) : distribution.splitAtLeast(ranks[i]);
      }
      splitPoints[i] = Math.max(previous, Math.min(splitPoint, 1));
      previous = splitPoints[i];
    }
    return distribution.splitPointsAt(splitPoints);
  }
}
