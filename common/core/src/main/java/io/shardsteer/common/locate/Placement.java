package io.shardsteer.common.locate;

import io.shardsteer.common.steering.InForce;
import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.Segment;
import io.shardsteer.common.steering.Segment.Spread;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One routing table, or several that are summarised, that can have placed rows of some publish
 * times.
 *
 * @param spread where it puts rows
 * @param fromRevision the first of several tables
 * @param times publish times of the rows
 * @param why why it counts for these times
 */
record Placement(Spread spread, long fromRevision, TimeRange times, CandidateShards.Why why) {
  /** A use of a table, told by one or more instances. */
  private record Use(long revision, TimeRange times) {}

  /**
   * All that can have placed rows of some publish times; one at a time: unpacked, the tables of
   * years would take too much room.
   */
  static void forEach(PlacementContext context, TimeRange times, Consumer<Placement> consumer) {
    CandidateShards.Why why = CandidateShards.Why.IN_FORCE;
    for (RoutingHistory reading : context.reshards().reading(context.history())) {
      addAll(consumer, reading, context.settledUntilMillis(), times, why);
      why = CandidateShards.Why.MOVED_TO;
    }
    Set<Use> uses = new LinkedHashSet<>();
    for (LateUse use : context.lateUses()) {
      TimeRange common = new TimeRange(use.fromMillis(), use.toMillis()).and(times);
      if (!common.isEmpty()) {
        uses.add(new Use(use.revision(), common));
      }
    }
    for (Use use : uses) {
      long from = use.revision();
      for (Spread spread : used(context.history(), from)) {
        consumer.accept(new Placement(spread, from, use.times(), CandidateShards.Why.USED_LATE));
      }
    }
  }

  /** All that a table, or the segment that it is part of, says. */
  private static List<Spread> used(RoutingHistory history, long revision) {
    return history
        .find(revision)
        .map(table -> List.of(Spread.of(table)))
        .or(() -> history.segmentOf(revision).map(Segment::spreads))
        .orElse(List.of());
  }

  private static void addAll(
      Consumer<Placement> consumer,
      RoutingHistory reading,
      long settledUntilMillis,
      TimeRange times,
      CandidateShards.Why why) {
    for (InForce inForce : reading.inForce(times.fromMillis(), times.toMillis())) {
      TimeRange span = new TimeRange(inForce.fromMillis(), inForce.toMillis());
      add(consumer, inForce, span.and(times), why);
    }
    // Whatever was replaced since then may have been used longer.
    long replacedFrom = Math.max(Long.MIN_VALUE + 1, settledUntilMillis) - 1;
    for (InForce inForce : reading.inForce(replacedFrom, times.toMillis())) {
      long to = inForce.toMillis();
      if (to != Long.MAX_VALUE && to >= settledUntilMillis) {
        TimeRange after = new TimeRange(to + 1, Long.MAX_VALUE);
        add(consumer, inForce, after.and(times), CandidateShards.Why.JUST_REPLACED);
      }
    }
  }

  private static void add(
      Consumer<Placement> consumer, InForce inForce, TimeRange times, CandidateShards.Why why) {
    if (times.isEmpty()) {
      return;
    }
    Optional<Segment> segment = inForce.segment();
    if (segment.isEmpty()) {
      consumer.accept(new Placement(Spread.of(inForce.table()), inForce.revision(), times, why));
      return;
    }
    boolean inForceThen = why == CandidateShards.Why.IN_FORCE;
    for (Spread spread : segment.get().spreads()) {
      consumer.accept(
          new Placement(
              spread,
              segment.get().fromRevision(),
              times,
              inForceThen ? CandidateShards.Why.SUMMARISED : why));
    }
  }
}
