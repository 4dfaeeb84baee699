package io.shardsteer.trainer.evaluation;

import io.shardsteer.common.config.ShardsConfig;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.trainer.dataset.Dataset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Where records lie in an order: one order key for each row of a data set. Immutable. */
public final class Placement {
  private final double[] orderKeys;
  private final double[] loads;

  private Placement(double[] orderKeys, double[] loads) {
    this.orderKeys = orderKeys;
    this.loads = loads;
  }

  /**
   * The order keys that positions lead to.
   *
   * @param positions one per row; NaN falls back to the hash of the key, as it does in a router
   */
  public static Placement of(double[] positions, Dataset rows) {
    double[] orderKeys = new double[positions.length];
    for (int row = 0; row < orderKeys.length; row++) {
      Sample sample = rows.sample(row);
      double position =
          Double.isNaN(positions[row]) ? OrderKey.hashPosition(sample.keyHash()) : positions[row];
      orderKeys[row] = OrderKey.of(position, sample.keyHash());
    }
    return new Placement(orderKeys, rows.loads());
  }

  /** Where the same rows lie if their order is at a lower resolution. */
  Placement at(int resolution) {
    if (resolution == Resolution.FULL) {
      return this;
    }
    return new Placement(
        Arrays.stream(orderKeys).map(orderKey -> Resolution.reduce(orderKey, resolution)).toArray(),
        loads);
  }

  /** The order keys that rows have without a model. */
  public static Placement byHash(Dataset rows) {
    double[] positions = new double[rows.size()];
    Arrays.fill(positions, Double.NaN);
    return of(positions, rows);
  }

  /** Split points that give each shard its share of these rows' load. */
  public SplitPoints evenSplitPoints(ShardsConfig shards) {
    return evenSplitPoints(shards, 0);
  }

  /**
   * The same split points, all moved on.
   *
   * @param offset by how much of the next shard's share, in [0,1)
   */
  SplitPoints evenSplitPoints(ShardsConfig shards, double offset) {
    return splitPoints(weights(shards), offset);
  }

  /**
   * Split points that divide these rows' load in the proportion of weights, all moved on by an
   * offset.
   */
  SplitPoints splitPoints(double[] weights, double offset) {
    double total = Arrays.stream(weights).sum();
    double[] shares = new double[weights.length - 1];
    double share = 0;
    for (int i = 0; i < shares.length; i++) {
      share += weights[i] / total;
      shares[i] = share + offset * weights[i + 1] / total;
    }
    return SplitPoints.of(quantiles(shares));
  }

  /** The load of each row; not to be written to. */
  double[] loads() {
    return loads;
  }

  /**
   * The order keys up to which shares of the load lie.
   *
   * @param shares ascending, in [0,1]
   * @return as many order keys, ascending
   */
  public double[] quantiles(double... shares) {
    int[] order =
        IntStream.range(0, orderKeys.length)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> orderKeys[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    double total = Arrays.stream(loads).sum();
    double[] quantiles = new double[shares.length];
    int next = 0;
    double load = 0;
    for (int row : order) {
      load += loads[row];
      while (next < shares.length && load >= shares[next] * total * (1 - 1e-12)) {
        quantiles[next++] = orderKeys[row];
      }
    }
    Arrays.fill(quantiles, next, shares.length, order.length == 0 ? 0 : 1);
    return quantiles;
  }

  public int size() {
    return orderKeys.length;
  }

  /** These rows and then those. */
  Placement followedBy(Placement later) {
    double[] both = Arrays.copyOf(orderKeys, size() + later.size());
    System.arraycopy(later.orderKeys, 0, both, size(), later.size());
    double[] bothLoads = Arrays.copyOf(loads, size() + later.size());
    System.arraycopy(later.loads, 0, bothLoads, size(), later.size());
    return new Placement(both, bothLoads);
  }

  /** The rows of a span, from inclusive, to exclusive. */
  Placement rows(int from, int to) {
    return new Placement(
        Arrays.copyOfRange(orderKeys, from, to), Arrays.copyOfRange(loads, from, to));
  }

  /** Adds each row's load to its interval's. */
  void addLoads(SplitPoints splitPoints, double[] sizes) {
    for (int row = 0; row < orderKeys.length; row++) {
      sizes[splitPoints.interval(orderKeys[row])] += loads[row];
    }
  }

  /** The interval 0..N-1 of each row. */
  public int[] intervals(SplitPoints splitPoints) {
    return Arrays.stream(orderKeys).mapToInt(splitPoints::interval).toArray();
  }

  /** What each shard weighs beside the others; all 1 unless configured. */
  static double[] weights(ShardsConfig shards) {
    double[] weights = new double[shards.targetShardCount()];
    Arrays.setAll(weights, i -> shards.weights().isEmpty() ? 1 : shards.weights().get(i));
    return weights;
  }
}
