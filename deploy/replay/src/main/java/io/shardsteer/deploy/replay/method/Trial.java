package io.shardsteer.deploy.replay.method;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.deploy.replay.stream.Coordinates;
import io.shardsteer.deploy.replay.stream.Recording;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a method works on.
 *
 * @param recording the stream
 * @param coordinates what methods may order records by: their queried fields, or the fields of
 *     their features where queries ask for what is known only later
 * @param dimensions the fields of the coordinates
 * @param keyField path of the record's key; empty: records have none
 * @param tiesByKey equal records are told apart by their keys, else by their ids
 * @param shards number of shards, N
 * @param load what is kept even
 * @param sources router instances; record i comes to instance i modulo this
 * @param seed seeds whatever a method draws
 */
public record Trial(
    Recording recording,
    Coordinates coordinates,
    List<String> dimensions,
    String keyField,
    boolean tiesByKey,
    int shards,
    Load load,
    int sources,
    long seed) {
  public Trial {
    dimensions = List.copyOf(dimensions);
  }

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

  /** What tells a record from those that are equal to it. */
  public long tie(int record) {
    return tiesByKey ? recording.keyHash(record) : recording.idHash(record);
  }

  /** The tie that all answers of a query have; empty where they may have any. */
  OptionalLong tie(Query query) {
    return tiesByKey && isOfOneKey(query)
        ? OptionalLong.of(recording.keyHash(query.centre()))
        : OptionalLong.empty();
  }

  boolean isOfOneKey(Query query) {
    return !keyField.isEmpty() && query.isOfOneKey(keyField);
  }

  /** The end of the records that a method may know at the start. */
  int learnedAtStart() {
    return Math.min(recording.size(), LEARNED_RECORDS);
  }

  /** True at the records before which a method retrains that does so by the calendar. */
  boolean isRetraining(int record) {
    return record > 0 && record % retrainingInterval() == 0;
  }

  /** Records between two retrainings by the calendar. */
  int retrainingInterval() {
    return Math.max(1, recording.size() / RETRAININGS);
  }
}
