package io.shardsteer.common.control;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.ShardReport;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What part of the load pins bring to each shard, lately. Split points do not move it, but a shard
 * that gets some needs less of the order. Not thread-safe.
 */
final class PinnedLoad {
  /** How much of what was known counts after one more report interval. */
  private static final double KEPT = 0.9;

  private record Counted(double load, Map<Integer, Long> pinned) {}

  private final Map<String, Counted> incarnations = new HashMap<>();
  private final double[] pinned = new double[ShardSizes.MOST_SHARDS];
  private double all;
  private int shards;

  /** Takes what an incarnation has done before the controller began. */
  void remember(ShardReport report, Load unit) {
    incarnations.put(
        report.incarnation(), new Counted(RouterReports.load(report, unit), report.pinnedLoad()));
  }

  /** Goes on where another one was. */
  void restore(ControllerCheckpoint.Pinned saved) {
    all = saved.load();
    saved
        .pinned()
        .forEach(
            (shard, load) -> {
              if (isShard(shard)) {
                pinned[shard] = load;
                shards = Math.max(shards, shard + 1);
              }
            });
  }

  ControllerCheckpoint.Pinned save() {
    Map<Integer, Double> byShard = new HashMap<>();
    for (int shard = 0; shard < shards; shard++) {
      if (pinned[shard] > 0) {
        byShard.put(shard, pinned[shard]);
      }
    }
    return new ControllerCheckpoint.Pinned(all, byShard);
  }

  private static boolean isShard(int shard) {
    return shard >= 0 && shard < ShardSizes.MOST_SHARDS;
  }

  /** Takes a report that {@link ShardSizes} took. */
  void accept(ShardReport report, Load unit) {
    Counted now = new Counted(RouterReports.load(report, unit), report.pinnedLoad());
    Counted before = incarnations.put(report.incarnation(), now);
    Map<Integer, Long> known = before == null ? Map.of() : before.pinned();
    all += Math.max(0, now.load() - (before == null ? 0 : before.load()));
    now.pinned()
        .forEach(
            (shard, load) -> {
              if (isShard(shard)) {
                pinned[shard] += Math.max(0, load - known.getOrDefault(shard, 0L));
                shards = Math.max(shards, shard + 1);
              }
            });
  }

  /** Ends a report interval. */
  void endInterval() {
    all *= KEPT;
    for (int shard = 0; shard < shards; shard++) {
      pinned[shard] *= KEPT;
    }
  }

  /** For each shard the share of all load that pins bring there. */
  double[] shares(int count) {
    double[] shares = new double[count];
    if (all > 0) {
      Arrays.setAll(shares, shard -> Math.min(1, pinned[shard] / all));
    }
    return shares;
  }
}
