package io.shardsteer.common.message;

import java.util.HashMap;
import java.util.Map;

/**
 * What has come to shards since an incarnation's last whole report: a part of its room where few
 * shards or few records came. One that is lost does no harm, as the next one counts from the same
 * whole report.
 *
 * @param since sequence of the whole report that the counts by shard begin at
 * @param report as a whole one, but that records, bytes and pinned load hold only the shards to
 *     which something came since, and how much
 */
public record ReportChanges(long since, ShardReport report) implements RouterReport {
  /** The changes from one whole report to a later one of the same incarnation. */
  public static ReportChanges between(ShardReport base, ShardReport whole) {
    return new ReportChanges(
        base.sequence(),
        whole.withCounts(
            minus(whole.records(), base.records()),
            minus(whole.bytes(), base.bytes()),
            minus(whole.pinnedLoad(), base.pinnedLoad())));
  }

  /** The whole report, by the one that the changes count from. */
  ShardReport onto(ShardReport base) {
    return report.withCounts(
        plus(base.records(), report.records()),
        plus(base.bytes(), report.bytes()),
        plus(base.pinnedLoad(), report.pinnedLoad()));
  }

  private static Map<Integer, Long> minus(Map<Integer, Long> now, Map<Integer, Long> before) {
    Map<Integer, Long> changes = new HashMap<>();
    now.forEach(
        (shard, count) -> {
          long more = count - before.getOrDefault(shard, 0L);
          if (more != 0) {
            changes.put(shard, more);
          }
        });
    return changes;
  }

  private static Map<Integer, Long> plus(Map<Integer, Long> before, Map<Integer, Long> more) {
    Map<Integer, Long> sums = new HashMap<>(before);
    more.forEach((shard, count) -> sums.merge(shard, count, Long::sum));
    return sums;
  }

  @Override
  public String key() {
    return incarnation() + "/changes";
  }

  @Override
  public String incarnation() {
    return report.incarnation();
  }

  @Override
  public long sequence() {
    return report.sequence();
  }

  @Override
  public long revision() {
    return report.revision();
  }
}
