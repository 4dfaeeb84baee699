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
   * <p>The table is in force from the latest of three times: the one that it names, the end of its
   * lead after it was published, and the begin of its predecessor. A table whose sending was
   * delayed therefore never takes effect in the past, and everyone who reads the topic computes the
   * same time. The lead is at least the predecessor's, so that routers who know the predecessor
   * know how long they may go on without a look at the topic.
   *
   * @param publishedMillis when it was published to the topic by the broker's clock, epoch
   *     milliseconds
   * @throws BrokenHistoryException if a revision is missing between the newest table and this one
   */
  public RoutingHistory followedBy(RoutingTable found, long publishedMillis) {
    if (found.revision() == 0 && latest().revision() == 0) {
      return tables.size() == 1 ? startingWith(found) : this;
    }
    if (obstacle(found, publishedMillis).isPresent()) {
      return this;
    }
    if (found.revision() > latest().revision() + 1) {
      throw BrokenHistoryException.gap(latest().revision(), found.revision());
    }
    return with(found.effectiveFrom(inForceFrom(found, publishedMillis)));
  }

  /**
   * @param used the highest revision that a part of the pipeline has gone by
   * @throws BrokenHistoryException if this history does not reach that far
   */
  public void requireAtLeast(long used) {
    if (used > latest().revision()) {
      throw BrokenHistoryException.shortened(latest().revision(), used);
    }
  }

  /**
   * This history after a table and those behind it were sent later than they were meant to be.
   *
   * @param publishedMillis when the table was published, epoch milliseconds
   */
  public RoutingHistory publishedAt(long revision, long publishedMillis) {
    int first = tables.size() - 1;
    while (first > 0 && tables.get(first).revision() > revision) {
      first--;
    }
    RoutingTable table = tables.get(first);
    long earliest = publishedMillis + table.leadMillis();
    boolean inTime = publishedMillis <= table.effectiveFromMillis();
    if (table.revision() != revision || first == 0 || inTime) {
      return this;
    }
    RoutingHistory corrected = startingWith(tables.get(0));
    for (RoutingTable earlier : tables.subList(1, first)) {
      corrected = corrected.with(earlier);
    }
    for (RoutingTable later : tables.subList(first, tables.size())) {
      corrected =
          corrected.with(later.effectiveFrom(Math.max(earliest, later.effectiveFromMillis())));
    }
    return corrected;
  }

  private long inForceFrom(RoutingTable found, long publishedMillis) {
    RoutingTable newest = latest();
    long lead = Math.max(found.leadMillis(), newest.leadMillis());
    long earliest = Math.max(found.effectiveFromMillis(), publishedMillis + lead);
    return Math.max(earliest, newest.effectiveFromMillis());
  }

  private static boolean overrules(RoutingTable later, RoutingTable earlier) {
    return later.effectiveFromMillis() <= earlier.effectiveFromMillis();
  }

  /**
   * Why a table that was found on the routing topic must not be followed; empty if it may be. No
   * controller publishes such a table, but a topic takes what it gets. Everyone who reads the topic
   * asks this, so that all leave out the same ones: one from far ahead would hold up all that
   * follow, one with a shard that nobody has created would hold up the intake.
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
    if (from > publishedMillis + LONGEST_LEAD.toMillis()) {
      return Optional.of(
          "it would take effect at %s, more than %s after it was published"
              .formatted(Instant.ofEpochMilli(from), LONGEST_LEAD));
    }
    if (table.leadMillis() > LONGEST_LEAD.toMillis()) {
      return Optional.of(
          "it would take effect %d ms after it was published, more than %s"
              .formatted(table.leadMillis(), LONGEST_LEAD));
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
