package io.shardsteer.trainer.evaluation;

import io.shardsteer.common.config.ShardsConfig;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.steering.Address;
import io.shardsteer.common.steering.CutPoints;
import io.shardsteer.common.steering.Grain;
import io.shardsteer.trainer.dataset.Dataset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Where records lie in an order: one address for each row of a data set. Immutable. */
public final class Placement {
  private final double[] addresses;
  private final double[] loads;

  private Placement(double[] addresses, double[] loads) {
    this.addresses = addresses;
    this.loads = loads;
  }

  /**
   * The addresses that positions lead to.
   *
   * @param positions one per row; NaN falls back to the hash of the key, as it does in a router
   */
  public static Placement of(double[] positions, Dataset rows) {
    double[] addresses = new double[positions.length];
    for (int row = 0; row < addresses.length; row++) {
      Sample sample = rows.sample(row);
      double position =
          Double.isNaN(positions[row]) ? Address.hashPosition(sample.keyHash()) : positions[row];
      addresses[row] = Address.of(position, sample.keyHash());
    }
    return new Placement(addresses, rows.loads());
  }

  /** Where the same rows lie if their order is told more coarsely. */
  Placement at(int grain) {
    if (grain == Grain.FINEST) {
      return this;
    }
    return new Placement(
        Arrays.stream(addresses).map(address -> Grain.coarsen(address, grain)).toArray(), loads);
  }

  /** The addresses that rows have without a model. */
  public static Placement byHash(Dataset rows) {
    double[] positions = new double[rows.size()];
    Arrays.fill(positions, Double.NaN);
    return of(positions, rows);
  }

  /** Cuts that give each shard its share of these rows' load. */
  public CutPoints levelCuts(ShardsConfig shards) {
    return levelCuts(shards, 0);
  }

  /**
   * The same cuts, all moved on.
   *
   * @param offset by how much of the next shard's share, in [0,1)
   */
  CutPoints levelCuts(ShardsConfig shards, double offset) {
    return cuts(weights(shards), offset);
  }

  /** Cuts that divide these rows' load in the proportion of weights, all moved on by an offset. */
  CutPoints cuts(double[] weights, double offset) {
    double total = Arrays.stream(weights).sum();
    double[] shares = new double[weights.length - 1];
    double share = 0;
    for (int i = 0; i < shares.length; i++) {
      share += weights[i] / total;
      shares[i] = share + offset * weights[i + 1] / total;
    }
    return CutPoints.of(quantiles(shares));
  }

  /** The load of each row; not to be written to. */
  double[] loads() {
    return loads;
  }

  /**
   * The addresses up to which shares of the load lie.
   *
   * @param shares ascending, in [0,1]
   * @return as many addresses, ascending
   */
  public double[] quantiles(double... shares) {
    int[] order =
        IntStream.range(0, addresses.length)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> addresses[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    double total = Arrays.stream(loads).sum();
    double[] quantiles = new double[shares.length];
    int next = 0;
    double load = 0;
    for (int row : order) {
      load += loads[row];
      while (next < shares.length && load >= shares[next] * total * (1 - 1e-12)) {
        quantiles[next++] = addresses[row];
      }
    }
    Arrays.fill(quantiles, next, shares.length, order.length == 0 ? 0 : 1);
    return quantiles;
  }

  public int size() {
    return addresses.length;
  }

  /** These rows and then those. */
  Placement followedBy(Placement later) {
    double[] both = Arrays.copyOf(addresses, size() + later.size());
    System.arraycopy(later.addresses, 0, both, size(), later.size());
    double[] bothLoads = Arrays.copyOf(loads, size() + later.size());
    System.arraycopy(later.loads, 0, bothLoads, size(), later.size());
    return new Placement(both, bothLoads);
  }

  /** The rows of a span, from inclusive, to exclusive. */
  Placement rows(int from, int to) {
    return new Placement(
        Arrays.copyOfRange(addresses, from, to), Arrays.copyOfRange(loads, from, to));
  }

  /** Adds each row's load to its interval's. */
  void addLoads(CutPoints cuts, double[] sizes) {
    for (int row = 0; row < addresses.length; row++) {
      sizes[cuts.interval(addresses[row])] += loads[row];
    }
  }

  /** The interval 0..N-1 of each row. */
  public int[] intervals(CutPoints cuts) {
    return Arrays.stream(addresses).mapToInt(cuts::interval).toArray();
  }

  /** What each shard weighs beside the others; all 1 unless configured. */
  static double[] weights(ShardsConfig shards) {
    double[] weights = new double[shards.targetShardCount()];
    Arrays.setAll(weights, i -> shards.weights().isEmpty() ? 1 : shards.weights().get(i));
    return weights;
  }
}
