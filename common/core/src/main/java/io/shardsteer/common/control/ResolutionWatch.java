package io.shardsteer.common.control;

import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.Arrays;

/**
 * Decides how finely the order is told. Not thread-safe.
 *
 * <p>Where the load moves through the order faster than split points can follow, imbalance returns
 * again and again by more than rebalances had promised. Then the order becomes {@linkplain
 * Resolution lower}; and once sizes have kept their promise for a while, it is tried a little
 * finer. A trial that fails makes the next one wait twice as long.
 *
 * <p>It looks once in a horizon of load, as only then a promise is due. One broken promise is no
 * reason: a jump breaks one, and rebalances mend it.
 */
final class ResolutionWatch {
  /** Broken promises in a row after which the resolution is reduced. */
  private static final int MOST_BROKEN = 3;

  private static final int MOST_BROKEN_IN_TRIAL = 2;

  private static final int LEAST_PATIENCE = 4;
  private static final int MOST_PATIENCE = 16;

  /** A promise is broken by more than this share of what counts as imbalance. */
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
   * The resolution that the order should have from now on.
   *
   * @param input under the table
   * @param limit size imbalance above 1, beyond chance, that counts
   * @param isScarce whether split points may hardly move: then every imbalance that counts asks for
   *     an order that needs fewer tables
   */
  int choose(RoutingTable table, RebalanceInput input, double limit, boolean isScarce) {
    int resolution = table.splitPoints().resolution();
    boolean sameCount = table.splitPoints().count() == count;
    if (!sameCount || table.model().isHash()) {
      broken = 0;
      kept = 0;
      isTrial = false;
    }
    if (!sameCount || table.model().version() != modelVersion) {
      count = table.splitPoints().count();
      modelVersion = table.model().version();
      promised = Double.NaN;
    }
    boolean isDue = input.total() - totalAtPromise >= input.horizonLoad();
    if (table.model().isHash() || Double.isNaN(promised) || !isDue) {
      return resolution;
    }
    double tolerated = Math.max(limit, chance(input));
    double imbalance = input.sizeImbalance() - 1;
    boolean isBroken =
        imbalance > tolerated && (isScarce || imbalance > promised + BREACH * tolerated);
    promised = Double.NaN;
    if (isBroken) {
      kept = 0;
      broken++;
      return broken >= (isTrial ? MOST_BROKEN_IN_TRIAL : MOST_BROKEN)
          ? lower(resolution)
          : resolution;
    }
    broken = 0;
    kept = imbalance > tolerated ? 0 : kept + 1;
    return kept >= patience && !isScarce ? higher(resolution) : resolution;
  }

  ControllerCheckpoint.Resolution save() {
    return new ControllerCheckpoint.Resolution(
        modelVersion, count, totalAtPromise, promised, broken, kept, patience, isTrial);
  }

  void restore(ControllerCheckpoint.Resolution saved) {
    modelVersion = saved.modelVersion();
    count = saved.shardCount();
    totalAtPromise = saved.totalAtPromise();
    promised = saved.promised();
    broken = saved.broken();
    kept = saved.kept();
    patience = saved.patience();
    isTrial = saved.isTrial();
  }

  /** Takes what the newest split points promise, if a new promise is due. */
  void promise(RebalanceInput input, SplitPoints newest) {
    if (Double.isNaN(promised)) {
      totalAtPromise = input.total();
      promised = input.expectedSizeImbalance(newest) - 1;
    }
  }

  private int lower(int resolution) {
    // Another broken promise or two will tell whether that was enough.
    broken = 1;
    if (isTrial) {
      isTrial = false;
      patience = Math.min(MOST_PATIENCE, 2 * patience);
    }
    return Resolution.lower(resolution, count);
  }

  private int higher(int resolution) {
    kept = 0;
    if (isTrial) {
      patience = Math.max(LEAST_PATIENCE, patience / 2);
    }
    isTrial = resolution < Resolution.FULL;
    return Resolution.higher(resolution, count);
  }

  /** What the largest of as many sizes exceeds its part by where a hash alone decides. */
  private static double chance(RebalanceInput input) {
    double[] fair = input.fair();
    double least = Arrays.stream(fair).min().orElse(1);
    return Math.sqrt(2 * Math.log(fair.length) / Math.max(1, input.records() * least));
  }
}
