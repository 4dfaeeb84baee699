package io.shardsteer.common.locate;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.RowPartitions;
import io.shardsteer.common.steering.Segment.Spread;
import io.shardsteer.common.steering.SplitPoints;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where rows lie that may change place if all rows published before a time go to where one routing
 * table puts them; told by the tables that have placed them, without a look at any row. It never
 * leaves out a place with a row that has to move; it may name one where all rows stay. Immutable.
 */
public final class PlaceChanges {
  private static final NumberSet WHOLE_ORDER =
      NumberSet.ofIntervals(new double[] {0}, new double[] {1});

  /** Rows of a shard by one model. */
  private record Rows(int shard, int modelVersion) {}

  /** Consecutive buckets of publish time. */
  private record Buckets(long first, long last) {
    static Buckets of(RowPartitions partitions, TimeRange times) {
      return new Buckets(
          partitions.bucket(times.fromMillis()), partitions.bucket(times.toMillis()));
    }

    boolean hold(long bucket) {
      return bucket >= first && bucket <= last;
    }
  }

  private final RoutingTable to;
  private final Map<Rows, Map<Buckets, NumberSet>> changes = new HashMap<>();
  private final Set<Integer> shards = new TreeSet<>();

  private PlaceChanges(RoutingTable to) {
    this.to = to;
  }

  /**
   * The changes that a move brings.
   *
   * @param context what has placed rows so far, without the move
   * @param to the table that says where rows go
   * @param beforeMillis publish time up to which rows go there, epoch milliseconds
   */
  public static PlaceChanges of(PlacementContext context, RoutingTable to, long beforeMillis) {
    var found = new PlaceChanges(to);
    Placement.forEach(
        context,
        new TimeRange(Long.MIN_VALUE, beforeMillis - 1),
        placement -> found.add(placement.spread(), placement.times()));
    return found;
  }

  private void add(Spread from, TimeRange times) {
    RoutingTable table = from.table();
    boolean isSameOrder = isSameOrder(table);
    for (int interval = 0; interval < table.shards().size(); interval++) {
      int shard = table.shards().get(interval);
      NumberSet moved = isSameOrder ? moved(from, interval, shard) : WHOLE_ORDER;
      if (moved.intervals() > 0) {
        shards.add(shard);
        changes
            .computeIfAbsent(
                new Rows(shard, table.model().version()), unknown -> new LinkedHashMap<>())
            .merge(Buckets.of(table.partitions(), times), moved, NumberSet::or);
      }
    }
  }

  /** Whether rows differ by shard alone, and that by split points alone. */
  private boolean isSameOrder(RoutingTable table) {
    return table.model().equals(to.model())
        && table.partitions().equals(to.partitions())
        && table.pins().equals(to.pins())
        && table.keepKeyTogether() == to.keepKeyTogether()
        && table.splitPoints().resolution() == to.splitPoints().resolution();
  }

  /** What of an interval goes to other shards, as places in the order. */
  private NumberSet moved(Spread from, int interval, int shard) {
    double low = from.lows().from(interval);
    double high = from.highs().to(interval);
    int stays = to.shards().indexOf(shard);
    if (stays < 0) {
      return places(low, high);
    }
    SplitPoints splitPoints = to.splitPoints();
    return places(low, Math.min(high, splitPoints.from(stays)))
        .or(places(Math.max(low, splitPoints.to(stays)), high));
  }

  /**
   * @param high excluded
   */
  private static NumberSet places(double low, double high) {
    return low < high
        ? NumberSet.ofIntervals(new double[] {low}, new double[] {Math.nextDown(high)})
        : NumberSet.EMPTY;
  }

  /** The shards with rows that may change place, ascending. */
  public Set<Integer> shards() {
    return Collections.unmodifiableSet(shards);
  }

  /**
   * Whether rows of a partition may change place, where rows lie in the order.
   *
   * @param bucket of publish time
   */
  public boolean concern(int shard, int modelVersion, int cell, long bucket) {
    Map<Buckets, NumberSet> ofShard = changes.get(new Rows(shard, modelVersion));
    if (ofShard == null) {
      return false;
    }
    for (Map.Entry<Buckets, NumberSet> entry : ofShard.entrySet()) {
      NumberSet moved = entry.getValue();
      if (entry.getKey().hold(bucket) && (moved.equals(WHOLE_ORDER) || isIn(moved, cell))) {
        return true;
      }
    }
    return false;
  }

  private boolean isIn(NumberSet moved, int cell) {
    double width = 1.0 / to.partitions().cells();
    double low = cell * width;
    double high = (cell + 1) * width;
    int resolution = to.splitPoints().resolution();
    if (resolution != Resolution.FULL) {
      double steps = Resolution.steps(resolution);
      low = Math.floor(low * steps) / steps;
      high = Math.ceil(high * steps) / steps;
    }
    return moved.within(low, Math.nextDown(high)).intervals() > 0;
  }
}
