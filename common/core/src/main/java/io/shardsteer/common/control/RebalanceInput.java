package io.shardsteer.common.control;

import io.shardsteer.common.steering.SplitPoints;

/** What is known when split points are to be decided on. Arrays are by interval and not changed. */
final class RebalanceInput {
  private final SplitPoints splitPoints;
  private final Distribution recent;
  private final double[] sizes;
  private final double[] fair;
  private final double horizonLoad;

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
    this.splitPoints = splitPoints;
    this.recent = recent;
    this.sizes = sizes;
    this.fair = fair;
    this.horizonLoad = horizonLoad;
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
      largest = Math.max(largest, shares[k] / fair[k]);
    }
    return largest;
  }

  /** {@link #sizeImbalance} at the horizon if these split points hold until then. */
  double expectedSizeImbalance(SplitPoints under) {
    double[] shares = recent.shares(under);
    double all = total() + horizonLoad;
    double largest = 1;
    for (int k = 0; k < shares.length; k++) {
      largest = Math.max(largest, (sizes[k] + horizonLoad * shares[k]) / (fair[k] * all));
    }
    return largest;
  }
}
