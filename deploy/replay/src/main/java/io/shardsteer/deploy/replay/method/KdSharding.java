package io.shardsteer.deploy.replay.method;

import java.util.Arrays;
import java.util.BitSet;

/**
 * One leaf of a {@link KdTree} over the queried fields a shard: fitted once to the stream's first
 * {@value Trial#LEARNED_RECORDS} records, which it knows beforehand ({@code range} over the first
 * field alone, as a pre-split table does; {@code kd-fixed} over all), or fitted anew to the newest
 * ones after each twentieth of the stream ({@code kd-refit}). K-d trees: Bentley, Multidimensional
 * binary search trees used for associative searching, CACM 18(9), 1975.
 *
 * <p>They are as good as a careful user makes them: what breaks ties in shardsteer's order is the
 * last dimension, so equal records can be divided; a refit gives a shard that is ahead in size less
 * of what comes until the next one.
 */
final class KdSharding implements ShardingMethod {
  private final Trial trial;
  private final int dimensions;
  private final boolean refits;
  private final long[] sizes;
  private final Epochs<KdTree> trees;
  private int routed;
  private long trainingNanos;

  /**
   * @param dimensions how many of the queried fields count, the first ones
   */
  KdSharding(Trial trial, int dimensions, boolean refits) {
    this.trial = trial;
    this.dimensions = dimensions;
    this.refits = refits;
    sizes = new long[trial.shards()];
    trees = new Epochs<>(fit(0, trial.learnedAtStart()));
  }

  private KdTree fit(int from, int to) {
    return KdTree.of(trial, dimensions, from, to, shares());
  }

  /** What each shard needs until the next refit so that sizes are even then; adds up to 1. */
  private double[] shares() {
    double total = Arrays.stream(sizes).sum();
    double[] shares = new double[sizes.length];
    if (total == 0) {
      Arrays.fill(shares, 1.0 / shares.length);
      return shares;
    }
    double later = total * (1 + (double) trial.retrainingInterval() / routed);
    Arrays.setAll(shares, shard -> Math.max(0, later / shares.length - sizes[shard]));
    double sum = Arrays.stream(shares).sum();
    Arrays.setAll(shares, shard -> shares[shard] / sum);
    return shares;
  }

  @Override
  public Change arrive(int record) {
    if (!refits || !trial.isRetraining(record)) {
      return Change.NONE;
    }
    long start = CpuTime.nanos();
    trees.begin(record, fit(Math.max(0, record - Trial.LEARNED_RECORDS), record));
    trainingNanos += CpuTime.nanos() - start;
    return Change.RETRAIN;
  }

  @Override
  public int route(int record) {
    int shard = locate(record);
    sizes[shard] += trial.loadOf(record);
    routed++;
    return shard;
  }

  @Override
  public int locate(int record) {
    return trees.newest().leaf(trial, record);
  }

  @Override
  public void ask(Query query, int from, BitSet shards) {
    trees.since(from).forEach(tree -> tree.ask(trial, query, shards));
  }

  @Override
  public double trainingSeconds() {
    return trainingNanos / 1e9;
  }

  @Override
  public long trainingCpuNanos() {
    return trainingNanos;
  }
}
