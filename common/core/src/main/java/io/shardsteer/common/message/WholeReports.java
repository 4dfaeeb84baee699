package io.shardsteer.common.message;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whole reports of what routers send, by what they have sent before. Thread-safe. */
public final class WholeReports {
  private final Map<String, ShardReport> bases = new HashMap<>();

  /**
   * Takes the next report of the topic.
   *
   * @return empty for changes since a report that is not known, or that a later one has replaced:
   *     the incarnation's next whole report counts the same records
   */
  public synchronized Optional<ShardReport> whole(RouterReport report) {
    ShardReport base = bases.get(report.incarnation());
    if (report instanceof ShardReport whole) {
      if (base == null || whole.sequence() > base.sequence()) {
        bases.put(whole.incarnation(), whole);
      }
      return Optional.of(whole);
    }
    return report instanceof ReportChanges changes
            && base != null
            && changes.since() == base.sequence()
        ? Optional.of(changes.onto(base))
        : Optional.empty();
  }
}
