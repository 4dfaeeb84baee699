package io.shardsteer.common.steering;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All revisions of a pipeline's routing table, ascending; never empty. Immutable, so a router swaps
 * a whole history at once.
 *
 * <p>The table in force at a publish time is the one with the highest revision whose effective-from
 * is not later. A revision may therefore overrule an earlier one that has not taken effect yet.
 */
public final class RoutingHistory {
  /** A table that takes effect this long after it was published is nobody's intention. */
  private static final Duration LONGEST_LEAD = Duration.ofHours(1);

  /** What the clocks of a controller and a broker may differ. */
  private static final Duration CLOCK_ALLOWANCE = Duration.ofMinutes(1);

  private final List<RoutingTable> tables;
  private final List<RoutingTable> timeline;

  private RoutingHistory(List<RoutingTable> tables, List<RoutingTable> timeline) {
    this.tables = List.copyOf(tables);
    this.timeline = List.copyOf(timeline);
  }

  /** A history that begins with the given table. */
  public static RoutingHistory startingWith(RoutingTable first) {
    return new RoutingHistory(List.of(first), List.of(first));
  }

  /**
   * This history and one more table.
   *
   * @throws IllegalArgumentException if the table's revision is not the highest so far
   */
  public RoutingHistory with(RoutingTable table) {
    if (table.revision() <= latest().revision()) {
      throw new IllegalArgumentException(
          "Revision %d cannot follow revision %d: revisions are never reused."
              .formatted(table.revision(), latest().revision()));
    }
    var longer = new ArrayList<>(tables);
    longer.add(table);
    var times = new ArrayList<>(timeline);
    while (times.size() > 1 && overrules(table, times.get(times.size() - 1))) {
      times.remove(times.size() - 1);
    }
    times.add(table);
    return new RoutingHistory(longer, times);
  }

  /**
   * This history and a table that was found on the routing topic, unless there is an {@linkplain
   * #obstacle}. What routed first counts, so a first table replaces the one that was assumed.
   *
   * @param publishedMillis when it was published to the topic, epoch milliseconds
   */
  public RoutingHistory followedBy(RoutingTable found, long publishedMillis) {
    if (found.revision() == 0 && latest().revision() == 0) {
      return startingWith(found);
    }
    return obstacle(found, publishedMillis).isEmpty() ? with(found) : this;
  }

  private static boolean overrules(RoutingTable later, RoutingTable earlier) {
    return later.effectiveFromMillis() <= earlier.effectiveFromMillis();
  }

  /**
   * Why a table that was found on the routing topic must not be followed; empty if it may be. No
   * controller publishes such a table, but a topic takes what it gets. Everyone who reads the topic
   * asks this, so that all leave out the same ones: a table from the past would re-route records
   * that are stored already, one from far ahead would hold up all that follow, one with a shard
   * that nobody has created would hold up the intake.
   *
   * @param publishedMillis when it was published to the topic, epoch milliseconds
   */
  public Optional<String> obstacle(RoutingTable table, long publishedMillis) {
    long newest = latest().revision();
    if (table.revision() <= newest) {
      return Optional.of(
          "revision %d is used already, the newest is %d".formatted(table.revision(), newest));
    }
    long from = table.effectiveFromMillis();
    if (from <= latest().effectiveFromMillis()
        || from < publishedMillis - CLOCK_ALLOWANCE.toMillis()) {
      return Optional.of(
          "it would take effect at %s, in the past".formatted(Instant.ofEpochMilli(from)));
    }
    if (from > publishedMillis + LONGEST_LEAD.toMillis()) {
      return Optional.of(
          "it would take effect at %s, more than %s after it was published"
              .formatted(Instant.ofEpochMilli(from), LONGEST_LEAD));
    }
    return strayShard(table)
        .map(shard -> "of its %d shards one is %d".formatted(table.shards().size(), shard));
  }

  /** Controllers number the shards that take records from 0 on, without gaps. */
  private static Optional<Integer> strayShard(RoutingTable table) {
    int count = table.shards().size();
    return table.shards().stream().filter(shard -> shard >= count).findFirst();
  }

  /**
   * The table in force for records published at the given time, epoch milliseconds. Before the
   * first table's time it is the first table.
   */
  public RoutingTable at(long publishMillis) {
    int low = 0;
    int high = timeline.size();
    while (low + 1 < high) {
      int middle = (low + high) >>> 1;
      if (timeline.get(middle).effectiveFromMillis() <= publishMillis) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return timeline.get(low);
  }

  /**
   * This history as if the table in force at a time had been in force from the beginning: where
   * rows are that were published before that time, once they have been moved to that table's
   * shards. All {@link #tables} are kept.
   *
   * @param millis publish time, epoch milliseconds
   */
  public RoutingHistory reshardedBefore(long millis) {
    int first = timeline.indexOf(at(millis));
    return first == 0 ? this : new RoutingHistory(tables, timeline.subList(first, timeline.size()));
  }

  /**
   * The tables that are ever in force, in the order of their times: each from its effective-from to
   * the next one's, the first from the beginning of time.
   */
  public List<RoutingTable> timeline() {
    return timeline;
  }

  public RoutingTable latest() {
    return tables.get(tables.size() - 1);
  }

  /** Every revision, ascending. */
  public List<RoutingTable> tables() {
    return tables;
  }
}
