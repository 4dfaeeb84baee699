package io.shardsteer.common.control;

import io.shardsteer.common.steering.CutPoints;
import io.shardsteer.common.steering.Grain;
import io.shardsteer.common.steering.SteeringTable;
import java.util.Arrays;

/**
 * Decides how finely the order is told. Not thread-safe.
 *
 * <p>Where the load moves through the order faster than cuts can follow, sizes lean again and again
 * by more than re-cuts had promised. Then the order becomes {@linkplain Grain coarser}; and once
 * sizes have kept their promise for a while, it is tried a little finer. A trial that fails makes
 * the next one wait twice as long.
 *
 * <p>It looks once in a horizon of load, as only then a promise is due. One broken promise is no
 * reason: a jump breaks one, and re-cuts mend it.
 */
final class GrainWatch {
  /** Broken promises in a row after which the order becomes coarser. */
  private static final int MOST_BROKEN = 3;

  private static final int MOST_BROKEN_IN_TRIAL = 2;

  private static final int LEAST_PATIENCE = 4;
  private static final int MOST_PATIENCE = 16;

  /** A promise is broken by more than this share of what counts as leaning. */
  private static final double BREACH = 0.5;

  private int modelVersion = -1;
  private int count;
  private double totalAtPromise;
  private double promised = Double.NaN;
  private int broken;
  private int kept;
  private int patience = LEAST_PATIENCE;
  private boolean isTrial;

  /**
   * The grain that the order should have from now on.
   *
   * @param situation under the table
   * @param limit size imbalance above 1, beyond chance, that is called leaning
   */
  int choose(SteeringTable table, Situation situation, double limit) {
    int grain = table.cuts().grain();
    boolean sameCount = table.cuts().count() == count;
    if (!sameCount || table.model().isHash()) {
      broken = 0;
      kept = 0;
      isTrial = false;
    }
    if (!sameCount || table.model().version() != modelVersion) {
      count = table.cuts().count();
      modelVersion = table.model().version();
      promised = Double.NaN;
    }
    boolean isDue = situation.total() - totalAtPromise >= situation.horizonLoad();
    if (table.model().isHash() || Double.isNaN(promised) || !isDue) {
      return grain;
    }
    double leaning = Math.max(limit, chance(situation));
    double imbalance = situation.sizeImbalance() - 1;
    boolean isBroken = imbalance > leaning && imbalance > promised + BREACH * leaning;
    promised = Double.NaN;
    if (isBroken) {
      kept = 0;
      broken++;
      return broken >= (isTrial ? MOST_BROKEN_IN_TRIAL : MOST_BROKEN) ? coarser(grain) : grain;
    }
    broken = 0;
    kept = imbalance > leaning ? 0 : kept + 1;
    return kept >= patience ? finer(grain) : grain;
  }

  /** Takes what the newest cuts promise, if a new promise is due. */
  void promise(Situation situation, CutPoints newest) {
    if (Double.isNaN(promised)) {
      totalAtPromise = situation.total();
      promised = situation.expectedSizeImbalance(newest) - 1;
    }
  }

  private int coarser(int grain) {
    // Another broken promise or two will tell whether that was enough.
    broken = 1;
    if (isTrial) {
      isTrial = false;
      patience = Math.min(MOST_PATIENCE, 2 * patience);
    }
    return Grain.coarser(grain, count);
  }

  private int finer(int grain) {
    kept = 0;
    if (isTrial) {
      patience = Math.max(LEAST_PATIENCE, patience / 2);
    }
    isTrial = grain < Grain.FINEST;
    return Grain.finer(grain, count);
  }

  /** What the largest of as many sizes exceeds its part by where a hash alone decides. */
  private static double chance(Situation situation) {
    double[] fair = situation.fair();
    double least = Arrays.stream(fair).min().orElse(1);
    return Math.sqrt(2 * Math.log(fair.length) / Math.max(1, situation.records() * least));
  }
}
