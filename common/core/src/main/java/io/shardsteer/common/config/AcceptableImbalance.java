package io.shardsteer.common.config;

/**
 * The largest allowed difference in size between the largest and the smallest shard; beyond it a
 * new model is called for. With {@code shard_weights} each size counts as a multiple of its own
 * share.
 */
public sealed interface AcceptableImbalance {
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
