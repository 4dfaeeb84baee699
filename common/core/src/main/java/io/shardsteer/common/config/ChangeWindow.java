package io.shardsteer.common.config;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * A time that comes again every week and in which something may change.
 *
 * @param allows what may change in it
 * @param days on which it opens
 * @param from clock time at which it opens
 * @param to clock time at which it closes, on the next day where it is not after {@code from}
 * @param zone whose clock and calendar
 */
public record ChangeWindow(
    Set<Change> allows, Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
  /** What may be bound to windows; what no window names may change at any time. */
  public enum Change {
    /** Asking for models and adopting them. */
    MODELS,
    /** Moving stored rows. */
    ROWS,
    /** Going over to another number of shards. */
    SHARD_COUNT,
    /** Moving split points and changing the resolution. */
    REBALANCING
  }

  public ChangeWindow {
    allows = Set.copyOf(allows);
    days = Set.copyOf(days);
  }
}
