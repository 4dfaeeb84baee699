package io.shardsteer.deploy.replay.measure;

/** The shard that each record of a stream went to. */
public final class Assignments {
  private final short[] shards;

  Assignments(int records) {
    shards = new short[records];
  }

  void set(int record, int shard) {
    shards[record] = (short) shard;
  }

  /** The shard of a record that has been routed. */
  public int shardOf(int record) {
    return shards[record];
  }
}
