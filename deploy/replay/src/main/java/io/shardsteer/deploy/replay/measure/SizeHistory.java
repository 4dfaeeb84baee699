package io.shardsteer.deploy.replay.measure;

import io.shardsteer.common.config.AcceptableImbalance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How shard sizes grow over a stream. An imbalance is the largest ratio of a shard's load to its
 * fair share of all load, 1 where all are even. Sizes are cumulative; rates are the loads of
 * windows of 1 % of the stream. Both are looked at after the first 5 %.
 */
final class SizeHistory {
  private static final int LOOKS = 1_000;
  private static final int WINDOWS = 100;
  private static final int SNAPSHOTS = 200;
  private static final double WARM_UP = 0.05;

  private final double[] fairShares;
  private final int records;
  private final double[] sizes;
  private final double[] window;
  private final List<Double> sizeImbalances = new ArrayList<>();
  private final List<Double> rateImbalances = new ArrayList<>();
  private final List<double[]> snapshots = new ArrayList<>();
  private int seen;
  private int looks;
  private int windows = 1;

  /**
   * @param fairShares each shard's share of the load, adding up to 1
   * @param records length of the stream
   */
  SizeHistory(double[] fairShares, int records) {
    this.fairShares = fairShares;
    this.records = records;
    sizes = new double[fairShares.length];
    window = new double[fairShares.length];
  }

  void add(int shard, long load) {
    sizes[shard] += load;
    window[shard] += load;
    seen++;
    while (looks < LOOKS && seen >= lookAt(looks)) {
      sizeImbalances.add(imbalance(sizes));
      looks++;
    }
    while (snapshots.size() < SNAPSHOTS
        && seen >= (long) (snapshots.size() + 1) * records / SNAPSHOTS) {
      snapshots.add(relative(sizes));
    }
    while (windows <= WINDOWS && seen >= (long) windows * records / WINDOWS) {
      if (windows > WARM_UP * WINDOWS) {
        rateImbalances.add(imbalance(window));
      }
      Arrays.fill(window, 0);
      windows++;
    }
  }

  private long lookAt(int look) {
    double warm = WARM_UP * records;
    return Math.round(warm + (records - warm) * (look + 1) / LOOKS);
  }

  private double imbalance(double[] loads) {
    return Quantiles.largest(relative(loads));
  }

  /** Loads as multiples of fair shares; 1 for no load at all, and where a shard has no share. */
  private double[] relative(double[] loads) {
    double total = AcceptableImbalance.shared(loads, fairShares);
    double[] relative = new double[loads.length];
    Arrays.setAll(
        relative, k -> total == 0 || fairShares[k] == 0 ? 1 : loads[k] / (total * fairShares[k]));
    return relative;
  }

  double[] sizeImbalances() {
    return sizeImbalances.stream().mapToDouble(Double::doubleValue).toArray();
  }

  double[] rateImbalances() {
    return rateImbalances.stream().mapToDouble(Double::doubleValue).toArray();
  }

  double finalImbalance() {
    return imbalance(sizes);
  }

  /** What {@code acceptable_shard_imbalance} bounds, at the end. */
  double finalShardImbalance() {
    return AcceptableImbalance.measure(sizes, fairShares);
  }

  /** Sizes as multiples of fair shares after each two-hundredth of the stream. */
  List<double[]> snapshots() {
    return snapshots;
  }

  /** Each shard's load at the end. */
  double[] sizes() {
    return sizes.clone();
  }
}
