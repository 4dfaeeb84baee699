package io.shardsteer.mover;

import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.store.ShardRow;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where rows belong that get another layout: what was published before the move's time where its
 * table puts it; what is newer stays in its shard, and lies there as the table says that chose it.
 */
final class LayoutPlaces implements Places {
  private final Places moved;
  private final long beforeMillis;
  private final RoutingHistory history;
  private final Function<RoutingTable, Places> placesOf;
  private final Map<Long, Places> byRevision = new HashMap<>();
  private @Nullable Places latest;

  /**
   * @param moved by the move's table
   * @param history has every table that has placed rows
   * @param placesOf by another table
   */
  LayoutPlaces(
      Places moved,
      long beforeMillis,
      RoutingHistory history,
      Function<RoutingTable, Places> placesOf) {
    this.moved = moved;
    this.beforeMillis = beforeMillis;
    this.history = history;
    this.placesOf = placesOf;
  }

  @Override
  public int shardOf(ShardRow row) {
    int shard = BothLayouts.shard(row.shard());
    ShardRow named = row.in(shard);
    if (row.publishMillis() < beforeMillis) {
      latest = moved;
      return moved.shardOf(named);
    }
    Places places = of(row);
    latest = places;
    int unused = places.shardOf(named);
    return shard;
  }

  /** Its table is no longer known where it has been summarised since. */
  private Places of(ShardRow row) {
    RoutingTable table =
        history.find(row.revision()).orElseGet(() -> history.at(row.publishMillis()));
    return byRevision.computeIfAbsent(table.revision(), revision -> placesOf.apply(table));
  }

  @Override
  public ShardRow placed(ShardRow row) {
    if (latest == null) {
      throw new IllegalStateException("Nobody has asked for the row's shard.");
    }
    return latest.placed(row);
  }
}
