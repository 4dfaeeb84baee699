package io.shardsteer.deploy.replay.measure;

import java.util.Arrays;

/** Means and quantiles of small sets of figures. */
public final class Quantiles {
  private Quantiles() {}

  /**
   * The nearest-rank quantile: the least value that at least the given share of the values does not
   * exceed.
   *
   * @param share in (0,1]
   * @return NaN for no values
   */
  public static double quantile(double[] values, double share) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.length - 1e-9);
    return sorted[Math.max(0, Math.min(rank, sorted.length) - 1)];
  }

  /** The mean; NaN for no values. */
  public static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /** The largest; NaN for no values. */
  public static double largest(double[] values) {
    return Arrays.stream(values).max().orElse(Double.NaN);
  }
}
