package io.shardsteer.deploy.replay.method;

import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * A way to choose the shards of a recorded stream's records, one record after the other. Records
 * are routed once each, in order. Not thread-safe.
 */
public interface ShardingMethod {
  /** What has just changed in how records are routed. */
  enum Change {
    NONE,
    /** Boundaries moved; what orders the records stayed. */
    REBALANCE,
    /** The same order is at a lower or a higher resolution. */
    RESOLUTION,
    /** Records are ordered or classified by something newly learned. */
    RETRAIN
  }

  /**
   * Comes to a record: whatever is due before it happens.
   *
   * @return what changed, in effect from this record on
   */
  default Change arrive(int record) {
    return Change.NONE;
  }

  /** Routes the record that was arrived at and remembers it; the shard, 0..N-1. */
  int route(int record);

  /** Where any record would be routed now; changes nothing. */
  int locate(int record);

  /**
   * Marks the shards that a reader has to ask, who knows how records were routed but not what the
   * shards hold: every shard that can hold an answer among the records from the given one on.
   */
  void ask(Query query, int from, BitSet shards);

  /** Wall-clock seconds spent training since the first record. */
  default double trainingSeconds() {
    return 0;
  }

  /** CPU time of the routing thread spent training since the first record. */
  default long trainingCpuNanos() {
    return 0;
  }

  /** Figures of the method's own, by name, for the report. */
  default Map<String, Double> figures() {
    return Map.of();
  }

  /** What the method decided and why, line by line, for people. */
  default List<String> journal() {
    return List.of();
  }
}
