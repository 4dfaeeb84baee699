package io.shardsteer.deploy.replay.measure;

import io.shardsteer.deploy.replay.method.ShardingMethod;
import io.shardsteer.deploy.replay.method.ShardingMethod.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How much a method's changes re-route: of a fixed probe set, drawn evenly from the whole stream,
 * and of the newest records.
 */
final class Movement {
  private static final int PROBES = 1_000;
  private static final int NEWEST = 1_000;

  private final ShardingMethod method;
  private final int[] probes;
  private final int[] shards;
  private final Map<Change, List<Double>> moved = new EnumMap<>(Change.class);
  private final Map<Change, List<Double>> movedNewest = new EnumMap<>(Change.class);
  private int changedAt;

  Movement(ShardingMethod method, int records) {
    this.method = method;
    int count = Math.min(PROBES, records);
    probes = new int[count];
    Arrays.setAll(probes, i -> (int) ((long) i * records / count));
    shards = new int[count];
    Arrays.setAll(shards, i -> method.locate(probes[i]));
    for (Change change : Change.values()) {
      moved.put(change, new ArrayList<>());
      movedNewest.put(change, new ArrayList<>());
    }
  }

  /**
   * Counts what a change has re-routed.
   *
   * @param assignments shards of the records routed so far
   * @param routed how many
   */
  void changed(Change change, Assignments assignments, int routed) {
    int different = 0;
    for (int i = 0; i < probes.length; i++) {
      int shard = method.locate(probes[i]);
      different += shard == shards[i] ? 0 : 1;
      shards[i] = shard;
    }
    moved.getOrDefault(change, List.of()).add((double) different / probes.length);
    // Only what was routed since the change before tells where the table that goes sent it.
    int newest = Math.min(NEWEST, routed - changedAt);
    changedAt = routed;
    int elsewhere = 0;
    for (int record = routed - newest; record < routed; record++) {
      elsewhere += method.locate(record) == assignments.shardOf(record) ? 0 : 1;
    }
    movedNewest.getOrDefault(change, List.of()).add(newest == 0 ? 0 : (double) elsewhere / newest);
  }

  /** What changes of a kind re-routed. */
  Moved by(Change change) {
    return Moved.of(
        moved.getOrDefault(change, List.of()), movedNewest.getOrDefault(change, List.of()));
  }
}
