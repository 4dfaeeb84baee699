package io.shardsteer.deploy.replay.measure;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.deploy.replay.method.Trial;

/** How soon the rates are even again after the whole stream has changed. */
final class Recovery {
  /** A rate is taken over this much of the stream. */
  private static final double WINDOW_SECONDS = 10;

  private static final double STEP_SECONDS = 0.5;

  /** Largest rate / fair rate that counts as even. */
  private static final double EVEN = 1.2;

  private Recovery() {}

  /**
   * @param jump how far the stream is when it changes, in (0,1)
   * @return seconds from the jump to the begin of the first window that is even; NaN if none is
   */
  static double seconds(
      Assignments assignments, Trial trial, double[] fairShares, double perSecond, double jump) {
    int records = trial.recording().size();
    int begin = (int) Math.ceil(jump * records);
    int length = (int) (WINDOW_SECONDS * perSecond);
    for (int step = 0; ; step++) {
      double seconds = step * STEP_SECONDS;
      int from = begin + (int) (seconds * perSecond);
      if (from + length > records) {
        return Double.NaN;
      }
      if (imbalance(assignments, trial, fairShares, from, from + length) < EVEN) {
        return seconds;
      }
    }
  }

  private static double imbalance(
      Assignments assignments, Trial trial, double[] fairShares, int from, int to) {
    double[] loads = new double[fairShares.length];
    for (int record = from; record < to; record++) {
      loads[assignments.shardOf(record)] += trial.loadOf(record);
    }
    double total = AcceptableImbalance.shared(loads, fairShares);
    double worst = 0;
    for (int shard = 0; shard < loads.length; shard++) {
      if (fairShares[shard] > 0) {
        worst = Math.max(worst, loads[shard] / (fairShares[shard] * total));
      }
    }
    return worst;
  }
}
