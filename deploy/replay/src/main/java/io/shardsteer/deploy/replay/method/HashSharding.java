package io.shardsteer.deploy.replay.method;

import java.util.function.IntToLongFunction;

/**
 * The shard is the hash of something that the record carries: its id ({@code hash}: the most even
 * spread that needs no memory) or its partition key ({@code key-hash}: what Pulsar's and Kafka's
 * key routing and Cassandra's partitioner do).
 */
final class HashSharding implements ShardingMethod {
  private final Trial trial;
  private final IntToLongFunction hash;

  HashSharding(Trial trial, IntToLongFunction hash) {
    this.trial = trial;
    this.hash = hash;
  }

  @Override
  public int route(int record) {
    return locate(record);
  }

  @Override
  public int locate(int record) {
    return trial.shardOfHash(hash.applyAsLong(record));
  }
}
