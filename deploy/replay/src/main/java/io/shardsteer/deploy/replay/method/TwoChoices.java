package io.shardsteer.deploy.replay.method;

import java.util.BitSet;

/**
 * Partial key grouping: a key may go to either of two shards, the one that this source has so far
 * given less (Nasir, De Francisci Morales, García-Soriano, Kourtellis, Serafini, The power of both
 * choices, ICDE 2015, with local load estimation). Even until one key holds more than 2/N.
 */
final class TwoChoices implements ShardingMethod {
  private final Trial trial;
  private final long[][] given;

  TwoChoices(Trial trial) {
    this.trial = trial;
    given = new long[trial.sources()][trial.shards()];
  }

  @Override
  public int route(int record) {
    int shard = locate(record);
    given[record % given.length][shard] += trial.loadOf(record);
    return shard;
  }

  @Override
  public int locate(int record) {
    long[] local = given[record % given.length];
    long hash = trial.recording().keyHash(record);
    int first = trial.shardOfHash(hash);
    int second = trial.shardOfHash(Mixing.mix(hash));
    return local[second] < local[first] ? second : first;
  }

  @Override
  public void ask(Query query, int from, BitSet shards) {
    if (trial.isOfOneKey(query)) {
      long hash = trial.recording().keyHash(query.centre());
      shards.set(trial.shardOfHash(hash));
      shards.set(trial.shardOfHash(Mixing.mix(hash)));
    } else {
      shards.set(0, trial.shards());
    }
  }
}
