package io.shardsteer.common.config;

import io.shardsteer.common.pin.Pins;
import java.util.Arrays;
import java.util.List;

/**
 * Into how many shards, and how even.
 *
 * @param targetShardCount {@code target_shard_count}, 1..1024
 * @param acceptableImbalance {@code acceptable_shard_imbalance}
 * @param weights {@code shard_weights}: relative share of each shard; empty means equal
 * @param load what is kept even
 * @param keepKeyTogether ties are broken by the key, so that equal records of one key share a
 *     shard; otherwise by the record id
 * @param pins {@code pins}: records that go to a given shard, to those within the count
 */
public record ShardsConfig(
    int targetShardCount,
    AcceptableImbalance acceptableImbalance,
    List<Double> weights,
    Load load,
    boolean keepKeyTogether,
    Pins pins) {
  /** What is kept even between shards. */
  public enum Load {
    RECORDS,
    BYTES
  }

  public ShardsConfig {
    weights = List.copyOf(weights);
    pins = pins.within(targetShardCount);
  }

  /** Shards without pins. */
  public ShardsConfig(
      int targetShardCount,
      AcceptableImbalance acceptableImbalance,
      List<Double> weights,
      Load load,
      boolean keepKeyTogether) {
    this(targetShardCount, acceptableImbalance, weights, load, keepKeyTogether, Pins.NONE);
  }

  /**
   * Each shard's share of the load, by its weight; they add up to 1. A shard that takes pinned
   * records alone has none.
   */
  public double[] fairShares() {
    double[] shares = new double[targetShardCount];
    Arrays.setAll(shares, shard -> shard < weights.size() ? weights.get(shard) : 1);
    pins.exclusiveShards().forEach(shard -> shares[shard] = 0);
    double sum = Arrays.stream(shares).sum();
    Arrays.setAll(shares, shard -> shares[shard] / sum);
    return shares;
  }

  /**
   * What {@link #acceptableImbalance} is held against: see {@link AcceptableImbalance#measure}.
   *
   * @param sizes of the shards that take records, in the unit of {@link #load}; of equal shares
   *     where they are not as many as configured
   */
  public double imbalance(long[] sizes) {
    return AcceptableImbalance.measure(
        Arrays.stream(sizes).asDoubleStream().toArray(), withCount(sizes.length).fairShares());
  }

  /** The same over another number of shards, which are equal unless it is the same number. */
  public ShardsConfig withCount(int count) {
    List<Double> fitting = count == targetShardCount ? weights : List.of();
    return new ShardsConfig(count, acceptableImbalance, fitting, load, keepKeyTogether, pins);
  }
}
