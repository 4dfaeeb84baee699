package io.shardsteer.common.config;

/**
 * The largest allowed difference in size between the largest and the smallest shard; beyond it a
 * new model is called for. With {@code shard_weights} each size counts as a multiple of its own
 * share.
 */
public sealed interface AcceptableImbalance {
  /**
   * What is held against it: the largest size minus the smallest, each as a multiple of its fair
   * part; 0 where there is nothing. Shards without a share do not count.
   *
   * @param sizes in the unit of the load
   * @param fair each shard's share of the load, adding up to 1
   */
  static double measure(double[] sizes, double[] fair) {
    double all = shared(sizes, fair);
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (int shard = 0; shard < sizes.length; shard++) {
      if (fair[shard] > 0) {
        double size = sizes[shard] / (fair[shard] * Math.max(1, all));
        largest = Math.max(largest, size);
        smallest = Math.min(smallest, size);
      }
    }
    return all > 0 ? largest - smallest : 0;
  }

  /**
   * The size of all shards that have a share.
   *
   * @param sizes in the unit of the load
   * @param fair each shard's share of the load, adding up to 1
   */
  static double shared(double[] sizes, double[] fair) {
    double all = 0;
    for (int shard = 0; shard < sizes.length; shard++) {
      all += fair[shard] > 0 ? sizes[shard] : 0;
    }
    return all;
  }

  /** The difference as a share of a fair shard's size. */
  double asFraction(double fairSize);

  /**
   * Relative to the fair size.
   *
   * @param fraction (largest - smallest) / fair, so 0.2 for {@code 20%}
   */
  record Relative(double fraction) implements AcceptableImbalance {
    @Override
    public double asFraction(double fairSize) {
      return fraction;
    }
  }

  /**
   * In the unit of the load.
   *
   * @param load records or bytes, largest - smallest
   */
  record Absolute(long load) implements AcceptableImbalance {
    @Override
    public double asFraction(double fairSize) {
      return load / Math.max(1, fairSize);
    }
  }
}
