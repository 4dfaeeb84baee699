package io.shardsteer.common.config;

/** How far the largest shard may exceed its fair share before a new model is called for. */
public sealed interface AcceptableImbalance {
  /**
   * Relative to the fair share.
   *
   * @param fraction largest/fair - 1, so 0.2 for {@code 20%}
   */
  record Relative(double fraction) implements AcceptableImbalance {}

  /**
   * In the unit of the load.
   *
   * @param load records or bytes, largest - fair
   */
  record Absolute(long load) implements AcceptableImbalance {}
}
