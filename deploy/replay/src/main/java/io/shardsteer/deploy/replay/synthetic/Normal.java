package io.shardsteer.deploy.replay.synthetic;

/** The standard normal distribution. */
final class Normal {
  private static final int BISECTIONS = 60;
  private static final double FURTHEST = 9;

  private Normal() {}

  /**
   * Where the distribution function is {@code share}, in (0,1), to 1e-7: bisection over Abramowitz
   * and Stegun's 7.1.26.
   */
  static double quantile(double share) {
    double low = -FURTHEST;
    double high = FURTHEST;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (cumulative(middle) < share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double cumulative(double x) {
    double z = Math.abs(x) / Math.sqrt(2);
    double t = 1 / (1 + 0.3275911 * z);
    double series =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    double upper = series * Math.exp(-z * z) / 2;
    return x < 0 ? upper : 1 - upper;
  }
}
