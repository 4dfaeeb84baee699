package io.shardsteer.common.control;

import io.shardsteer.common.steering.SplitPoints;
import java.util.Arrays;

/** What is known when split points are to be decided on. Arrays are by interval and not changed. */
final class RebalanceInput {
  private final SplitPoints splitPoints;
  private final Distribution recent;
  private final double[] sizes;
  private final double[] fair;
  private final double horizonLoad;
  private final double[] pinned;
  private final double ordered;

  /**
   * @param splitPoints in force or about to be
   * @param recent where the load lies
   * @param sizes of the intervals' shards, as expected when new split points would take effect
   * @param fair share of all load that each shard should have; adds up to 1
   * @param horizonLoad load to come over which sizes are evened out
   */
  RebalanceInput(
      SplitPoints splitPoints,
      Distribution recent,
      double[] sizes,
      double[] fair,
      double horizonLoad) {
    this(splitPoints, recent, sizes, fair, horizonLoad, new double[sizes.length]);
  }

  /**
   * @param pinned share of the load to come that pins bring to each interval's shard, whatever the
   *     split points
   */
  RebalanceInput(
      SplitPoints splitPoints,
      Distribution recent,
      double[] sizes,
      double[] fair,
      double horizonLoad,
      double[] pinned) {
    this.splitPoints = splitPoints;
    this.recent = recent;
    this.sizes = sizes;
    this.fair = fair;
    this.horizonLoad = horizonLoad;
    this.pinned = pinned;
    ordered = 1 - Arrays.stream(pinned).sum();
  }

  /**
   * The shares of what the split points divide that would even out the sizes, see {@link
   * TargetShares}.
   *
   * @param low least share as a multiple of fair
   * @param high largest share as a multiple of fair
   */
  double[] targetShares(double low, double high) {
    double[] afterPins = sizes.clone();
    Arrays.setAll(afterPins, k -> sizes[k] + pinned[k] * horizonLoad);
    double divided = Math.max(1, ordered * horizonLoad);
    return TargetShares.of(afterPins, fair, divided, leastShares(low), high);
  }

  /** What pins bring to a shard may be all that it should get. */
  private double[] leastShares(double low) {
    double[] least = new double[fair.length];
    Arrays.setAll(least, k -> pinned[k] > 0 ? 0 : low * fair[k]);
    return least;
  }

  SplitPoints splitPoints() {
    return splitPoints;
  }

  Distribution recent() {
    return recent;
  }

  double[] sizes() {
    return sizes;
  }

  double[] fair() {
    return fair;
  }

  double horizonLoad() {
    return horizonLoad;
  }

  double total() {
    double total = 0;
    for (double size : sizes) {
      total += size;
    }
    return total;
  }

  /** Records that the sizes stand for; of about the mean size, where sizes are in bytes. */
  double records() {
    return total() * recent.records() / Math.max(1, recent.load());
  }

  /** Largest size as a multiple of its fair part. */
  double sizeImbalance() {
    double total = total();
    double largest = 1;
    for (int k = 0; k < sizes.length && total > 0; k++) {
      largest = Math.max(largest, sizes[k] / (fair[k] * total));
    }
    return largest;
  }

  /** Largest share of the recent load as a multiple of fair. */
  double rateImbalance(SplitPoints under) {
    double[] shares = recent.shares(under);
    double largest = 1;
    for (int k = 0; k < shares.length; k++) {
      largest = Math.max(largest, (ordered * shares[k] + pinned[k]) / fair[k]);
    }
    return largest;
  }

  /** {@link #sizeImbalance} at the horizon if these split points hold until then. */
  double expectedSizeImbalance(SplitPoints under) {
    double[] shares = recent.shares(under);
    double all = total() + horizonLoad;
    double largest = 1;
    for (int k = 0; k < shares.length; k++) {
      largest =
          Math.max(
              largest,
              (sizes[k] + horizonLoad * (ordered * shares[k] + pinned[k])) / (fair[k] * all));
    }
    return largest;
  }
}
