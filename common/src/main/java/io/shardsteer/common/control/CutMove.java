package io.shardsteer.common.control;

import io.shardsteer.common.steering.CutPoints;

/**
 * A move from old to new cuts, seen in ranks: the shares of the load below them. A record changes
 * its interval exactly if a cut passes over it, so the load that is re-routed is the measure of all
 * stretches that cuts pass over.
 *
 * <p>A move that is too large is made in part such that no record is re-routed twice on the way:
 * where cuts go up, they stop at a front that rises from the bottom of their joint stretch, and
 * what lies below the front is where it belongs for good; where cuts go down, the front falls from
 * the top. Moving every cut by a part of its way instead would shift records from shard to shard
 * again and again.
 */
final class CutMove {
  private static final int BISECTIONS = 30;

  private final double[] from;
  private final double[] to;

  /**
   * @param from ranks of the old cuts, ascending
   * @param to ranks of the new cuts, ascending
   */
  CutMove(double[] from, double[] to) {
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
   * The ranks of the cuts after as much of the move as re-routes the given share of the load.
   * Stretches that hang together advance by the same part each.
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
      for (int cut = i; cut < end; cut++) {
        ranks[cut] =
            Math.max(Math.min(from[cut], to[cut]), Math.min(front, Math.max(from[cut], to[cut])));
      }
      i = end;
    }
    return ranks;
  }

  /**
   * The cuts at the given ranks of this move: the new cut where the move is complete, the old one
   * where it has not begun, else one of the distribution that is no further.
   */
  CutPoints cutsAt(double[] ranks, CutPoints old, CutPoints fresh, Distribution distribution) {
    double[] cuts = new double[ranks.length];
    double previous = 0;
    for (int i = 0; i < cuts.length; i++) {
      double cut;
      if (ranks[i] == to[i]) {
        cut = fresh.to(i);
      } else if (ranks[i] == from[i]) {
        cut = old.to(i);
      } else {
        boolean up = to[i] > from[i];
        cut = up ? distribution.cutAtMost(ranks[i]) : distribution.cutAtLeast(ranks[i]);
      }
      cuts[i] = Math.max(previous, Math.min(cut, 1));
      previous = cuts[i];
    }
    return distribution.cutPoints(cuts);
  }
}
