package io.shardsteer.common.control;

/**
 * Shares of the coming load that even out sizes.
 *
 * <p>With sizes s, fair shares w and H of load to come, interval k is to get {@code clamp((level *
 * w_k - s_k) / H, low_k, high * w_k)}; the level to which all are filled is the one at which the
 * shares add up to 1.
 */
final class TargetShares {
  private static final int BISECTIONS = 60;

  private TargetShares() {}

  /**
   * @param sizes load of each interval's shard when the shares begin to hold
   * @param fair share of the load that each interval's shard should have; adds up to 1
   * @param horizonLoad load over which sizes are to be evened out, above 0
   * @param least the least target of each interval, below its fair share
   * @param high largest target, as a multiple of fair, above 1
   * @return target shares, adding up to 1
   */
  static double[] of(
      double[] sizes, double[] fair, double horizonLoad, double[] least, double high) {
    double low = 0;
    double most = 0;
    for (int k = 0; k < sizes.length; k++) {
      most = Math.max(most, (sizes[k] + high * fair[k] * horizonLoad) / fair[k]);
    }
    double[] shares = new double[sizes.length];
    for (int i = 0; i < BISECTIONS; i++) {
      double level = low + (most - low) / 2;
      if (fill(level, sizes, fair, horizonLoad, least, high, shares) > 1) {
        most = level;
      } else {
        low = level;
      }
    }
    double sum = fill(most, sizes, fair, horizonLoad, least, high, shares);
    for (int k = 0; k < shares.length; k++) {
      shares[k] /= sum;
    }
    return shares;
  }

  private static double fill(
      double level,
      double[] sizes,
      double[] fair,
      double horizonLoad,
      double[] least,
      double high,
      double[] shares) {
    double sum = 0;
    for (int k = 0; k < shares.length; k++) {
      double wanted = (level * fair[k] - sizes[k]) / horizonLoad;
      shares[k] = Math.max(least[k], Math.min(wanted, high * fair[k]));
      sum += shares[k];
    }
    return sum;
  }
}
