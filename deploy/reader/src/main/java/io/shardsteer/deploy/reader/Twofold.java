package io.shardsteer.deploy.reader;

import io.shardsteer.common.locate.CandidateShards;
import io.shardsteer.common.locate.Location;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.steering.Reshard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The publish times of rows that may stand in two shards, because more than one table has placed,
 * or may have placed, rows of that time. Immutable.
 */
final class Twofold {
  private final List<TimeRange> spans;

  private Twofold(List<TimeRange> spans) {
    this.spans = spans;
  }

  static Twofold of(Location location, PlacementContext context) {
    List<TimeRange> spans = new ArrayList<>();
    List<TimeRange> times =
        location.reaches().stream()
            .map(CandidateShards::times)
            .sorted(Comparator.comparingLong(TimeRange::fromMillis))
            .toList();
    long covered = Long.MIN_VALUE;
    for (TimeRange span : times) {
      if (span.fromMillis() <= covered) {
        add(spans, new TimeRange(span.fromMillis(), Math.min(covered, span.toMillis())));
      }
      covered = Math.max(covered, span.toMillis());
    }
    // One that was delivered again so late may have gone elsewhere.
    location.reaches().stream()
        .filter(reach -> reach.why() == CandidateShards.Why.SUMMARISED)
        .map(CandidateShards::times)
        .distinct()
        .forEach(spans::add);
    context
        .reshards()
        .underWay()
        .map(Twofold::movedBefore)
        .ifPresent(before -> spans.add(new TimeRange(Long.MIN_VALUE, before)));
    return new Twofold(List.copyOf(spans));
  }

  /** Rows that get another layout move whenever they were published. */
  private static long movedBefore(Reshard reshard) {
    return reshard.change().isPresent() ? Long.MAX_VALUE : reshard.beforeMillis();
  }

  /** Joins spans that meet; their beginnings ascend. */
  private static void add(List<TimeRange> spans, TimeRange span) {
    TimeRange last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
    if (last != null && span.fromMillis() <= last.toMillis()) {
      spans.set(
          spans.size() - 1,
          new TimeRange(last.fromMillis(), Math.max(last.toMillis(), span.toMillis())));
    } else {
      spans.add(span);
    }
  }

  boolean contains(long publishMillis) {
    for (TimeRange span : spans) {
      if (span.contains(publishMillis)) {
        return true;
      }
    }
    return false;
  }
}
