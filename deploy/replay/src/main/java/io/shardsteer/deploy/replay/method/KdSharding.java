package io.shardsteer.deploy.replay.method;

/**
 * One leaf of a {@link KdTree} over the queried fields a shard: fitted once to the stream's first
 * {@value Trial#LEARNED_RECORDS} records, which it knows beforehand ({@code kd-fixed}), or fitted
 * anew to the newest ones after each twentieth of the stream ({@code kd-refit}). K-d trees:
 * Bentley, Multidimensional binary search trees used for associative searching, CACM 18(9), 1975.
 */
final class KdSharding implements ShardingMethod {
  private final Trial trial;
  private final boolean refits;
  private KdTree tree;
  private long trainingNanos;

  KdSharding(Trial trial, boolean refits) {
    this.trial = trial;
    this.refits = refits;
    tree = fit(0, trial.learnedAtStart());
  }

  private KdTree fit(int from, int to) {
    return KdTree.of(trial.coordinates(), from, to, trial.shards());
  }

  @Override
  public Change arrive(int record) {
    if (!refits || !trial.isRetraining(record)) {
      return Change.NONE;
    }
    long start = CpuTime.nanos();
    tree = fit(Math.max(0, record - Trial.LEARNED_RECORDS), record);
    trainingNanos += CpuTime.nanos() - start;
    return Change.RETRAIN;
  }

  @Override
  public int route(int record) {
    return locate(record);
  }

  @Override
  public int locate(int record) {
    return tree.leaf(trial.coordinates(), record);
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
