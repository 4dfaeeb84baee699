package io.shardsteer.deploy.replay.method;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.deploy.replay.stream.Coordinates;
import io.shardsteer.deploy.replay.stream.Recording;

/**
 * What a method works on.
 *
 * @param recording the stream
 * @param coordinates what methods may order records by: their queried fields, or the fields of
 *     their features where queries ask for what is known only later
 * @param shards number of shards, N
 * @param load what is kept even
 * @param sources router instances; record i comes to instance i modulo this
 * @param seed seeds whatever a method draws
 */
public record Trial(
    Recording recording, Coordinates coordinates, int shards, Load load, int sources, long seed) {
  /** Records that a method may learn from before the stream begins, or between two retrainings. */
  static final int LEARNED_RECORDS = 10_000;

  /** How often a method that retrains by the calendar does so: every 5 % of the stream. */
  private static final int RETRAININGS = 20;

  /** What a record weighs in the load that is kept even. */
  public long loadOf(int record) {
    return switch (load) {
      case RECORDS -> 1;
      case BYTES -> recording.bytes(record);
    };
  }

  /** The shard of a well mixed hash: equal parts of the hash's range. */
  int shardOfHash(long hash) {
    return (int) Math.multiplyHigh(hash >>> 1, 2L * shards);
  }

  /** The end of the records that a method may know at the start. */
  int learnedAtStart() {
    return Math.min(recording.size(), LEARNED_RECORDS);
  }

  /** True at the records before which a method retrains that does so by the calendar. */
  boolean isRetraining(int record) {
    int interval = Math.max(1, recording.size() / RETRAININGS);
    return record > 0 && record % interval == 0;
  }
}
