package io.shardsteer.deploy.replay.method;

import java.util.BitSet;

/**
 * The shard is the hash of something that the record carries: its id ({@code hash}: the most even
 * spread that needs no memory) or its partition key ({@code key-hash}: what Pulsar's and Kafka's
 * key routing and Cassandra's partitioner do).
 */
final class HashSharding implements ShardingMethod {
  private final Trial trial;
  private final boolean byKey;

  HashSharding(Trial trial, boolean byKey) {
    this.trial = trial;
    this.byKey = byKey;
  }

  @Override
  public int route(int record) {
    return locate(record);
  }

  @Override
  public int locate(int record) {
    return trial.shardOfHash(
        byKey ? trial.recording().keyHash(record) : trial.recording().idHash(record));
  }

  @Override
  public void ask(Query query, int from, BitSet shards) {
    if (byKey && trial.isOfOneKey(query)) {
      shards.set(locate(query.centre()));
    } else {
      shards.set(0, trial.shards());
    }
  }
}
