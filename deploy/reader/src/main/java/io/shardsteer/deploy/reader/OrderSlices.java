package io.shardsteer.deploy.reader;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.locate.CandidateShards;
import io.shardsteer.common.locate.Location;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.steering.RowPartitions;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.common.store.RowSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which slices of which partitions of a shard can hold matching rows, where rows lie in the order.
 * Immutable.
 */
final class OrderSlices {
  /** Gaps of the order below this share are read over: a query costs more than their rows. */
  private static final double NARROW_GAP = 1.0 / (1 << 12);

  /** Rows that tables with the same partitions have placed. */
  private record Group(int modelVersion, RowPartitions partitions, NumberSet orderKeys) {}

  private final Map<Group, List<TimeRange>> groups;
  private final double leastOwnShare;

  private OrderSlices(Map<Group, List<TimeRange>> groups, double leastOwnShare) {
    this.groups = groups;
    this.leastOwnShare = leastOwnShare;
  }

  static OrderSlices of(int shard, Location location) {
    Map<Group, List<TimeRange>> groups = new LinkedHashMap<>();
    double leastOwnShare = 1;
    for (CandidateShards candidates : location.reaches()) {
      if (candidates.shards().contains(shard)) {
        Group group =
            new Group(
                candidates.table().model().version(),
                candidates.table().partitions(),
                candidates.orderKeys());
        List<TimeRange> times = groups.computeIfAbsent(group, unknown -> new ArrayList<>());
        add(times, candidates.times());
        leastOwnShare = Math.min(leastOwnShare, ownShare(shard, candidates));
      }
    }
    return new OrderSlices(groups, groups.isEmpty() ? 0 : leastOwnShare);
  }

  /** Tables follow each other: most of them go on where the one before ended. */
  private static void add(List<TimeRange> times, TimeRange span) {
    TimeRange last = times.isEmpty() ? null : times.get(times.size() - 1);
    if (last != null && last.toMillis() + 1 == span.fromMillis()) {
      times.set(times.size() - 1, new TimeRange(last.fromMillis(), span.toMillis()));
    } else {
      times.add(span);
    }
  }

  /** The largest part of an order that has to be read, of 1. */
  double share() {
    return groups.keySet().stream().mapToDouble(OrderSlices::share).max().orElse(0);
  }

  /**
   * The smallest part, of 1, that has to be read of what a table can have placed in the shard:
   * where a model has come to route since, next to all of the order before it may have to be read,
   * and little of its own.
   */
  double leastOwnShare() {
    return leastOwnShare;
  }

  /**
   * Of what a table can place in a shard. Models of trees place rows at few, narrow stretches, so
   * each stretch counts for as much more as a gap that is read over.
   */
  private static double ownShare(int shard, CandidateShards candidates) {
    SplitPoints splitPoints = candidates.table().splitPoints();
    if (candidates.table().pins().all().stream().anyMatch(pin -> pin.shard() == shard)) {
      // Pinned rows lie anywhere in the order.
      double whole = extent(candidates.allOrderKeys());
      return whole == 0 ? 1 : extent(candidates.orderKeys()) / whole;
    }
    double asked = 0;
    double all = 0;
    for (int interval = 0; interval < splitPoints.count(); interval++) {
      if (candidates.table().shards().get(interval) == shard) {
        double from = splitPoints.from(interval);
        double to = Math.nextDown(splitPoints.to(interval));
        asked += extent(candidates.orderKeys().within(from, to));
        all += extent(candidates.allOrderKeys().within(from, to));
      }
    }
    return all == 0 ? 1 : asked / all;
  }

  private static double extent(NumberSet orderKeys) {
    double extent = 0;
    for (int i = 0; i < orderKeys.intervals(); i++) {
      extent += orderKeys.high(i) - orderKeys.low(i) + NARROW_GAP;
    }
    return extent;
  }

  private static double share(Group group) {
    double share = 0;
    for (int i = 0; i < group.orderKeys().intervals(); i++) {
      share += group.orderKeys().high(i) - group.orderKeys().low(i);
    }
    return share;
  }

  /** True if rows of any time are asked for. */
  boolean areOfAllTime() {
    List<TimeRange> spans =
        groups.values().stream()
            .flatMap(Collection::stream)
            .sorted(Comparator.comparingLong(TimeRange::fromMillis))
            .toList();
    long coveredBefore = 0;
    for (TimeRange span : spans) {
      if (span.fromMillis() > coveredBefore) {
        return false;
      }
      if (span.toMillis() == Long.MAX_VALUE) {
        return true;
      }
      coveredBefore = Math.max(coveredBefore, span.toMillis() + 1);
    }
    return false;
  }

  /** The slices to read of the partitions that the shard has. */
  List<RowSlice> of(Set<RowSlice.Partition> partitions) {
    List<RowSlice> slices = new ArrayList<>();
    for (RowSlice.Partition partition : partitions) {
      NumberSet orderKeys = NumberSet.EMPTY;
      for (Map.Entry<Group, List<TimeRange>> entry : groups.entrySet()) {
        Group group = entry.getKey();
        if (group.modelVersion() == partition.modelVersion()
            && isOfTime(partition, group.partitions(), entry.getValue())) {
          orderKeys = orderKeys.or(within(group, partition));
        }
      }
      add(slices, partition, orderKeys);
    }
    return slices;
  }

  private static boolean isOfTime(
      RowSlice.Partition partition, RowPartitions by, List<TimeRange> times) {
    for (TimeRange span : times) {
      if (partition.bucket() >= by.bucket(span.fromMillis())
          && partition.bucket() <= by.bucket(span.toMillis())) {
        return true;
      }
    }
    return false;
  }

  private static NumberSet within(Group group, RowSlice.Partition partition) {
    double width = 1.0 / group.partitions().cells();
    return group
        .orderKeys()
        .within(partition.cell() * width, Math.nextDown((partition.cell() + 1) * width));
  }

  private static void add(
      List<RowSlice> slices, RowSlice.Partition partition, NumberSet orderKeys) {
    for (int i = 0; i < orderKeys.intervals(); i++) {
      double from = orderKeys.low(i);
      double to = orderKeys.high(i);
      while (i + 1 < orderKeys.intervals() && orderKeys.low(i + 1) - to <= NARROW_GAP) {
        to = orderKeys.high(++i);
      }
      slices.add(new RowSlice(partition, from, to));
    }
  }
}
