package io.shardsteer.deploy.replay.method;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A classifier retrained on the shard ids that it assigned itself: the obvious loop of predicting
 * shards, in the form of "predict the shard, learn from what was predicted" (self-training,
 * Yarowsky, ACL 1995). The first ids are those of a {@link KdTree} over the stream's first {@value
 * Trial#LEARNED_RECORDS} records; after each twentieth of the stream a {@link ClassificationTree}
 * learns the newest ids.
 */
final class SelfLabels implements ShardingMethod {
  private final Trial trial;
  private final int[] assigned = new int[Trial.LEARNED_RECORDS];
  private final Epochs<ClassificationTree> trees;
  private long trainingNanos;

  SelfLabels(Trial trial) {
    this.trial = trial;
    int known = trial.learnedAtStart();
    double[] shares = new double[trial.shards()];
    Arrays.fill(shares, 1.0 / shares.length);
    KdTree first = KdTree.of(trial, trial.coordinates().dimensions(), 0, known, shares);
    int[] labels = new int[known];
    for (int record = 0; record < known; record++) {
      labels[record] = first.leaf(trial, record);
    }
    trees = new Epochs<>(learn(0, labels));
  }

  private ClassificationTree learn(int from, int[] labels) {
    return ClassificationTree.of(trial.coordinates(), from, labels, trial.shards());
  }

  @Override
  public Change arrive(int record) {
    if (!trial.isRetraining(record)) {
      return Change.NONE;
    }
    int from = Math.max(0, record - Trial.LEARNED_RECORDS);
    int[] labels = new int[record - from];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = assigned[(from + i) % assigned.length];
    }
    long start = CpuTime.nanos();
    trees.begin(record, learn(from, labels));
    trainingNanos += CpuTime.nanos() - start;
    return Change.RETRAIN;
  }

  @Override
  public int route(int record) {
    int shard = locate(record);
    assigned[record % assigned.length] = shard;
    return shard;
  }

  @Override
  public int locate(int record) {
    return trees.newest().classOf(trial.coordinates(), record);
  }

  @Override
  public void ask(Query query, int from, BitSet shards) {
    trees.since(from).forEach(tree -> tree.ask(trial.dimensions(), query, shards));
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
