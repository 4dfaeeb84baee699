package io.shardsteer.common.control;

import io.shardsteer.common.steering.InForce;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.util.Optional;

/**
 * About how many stored rows change place if all go to where one table puts them. Of a model's own
 * tables it is told by the order keys of late; a row that another model placed stays by chance
 * only. Within a model rows are taken to have come evenly over time.
 */
final class MoveCost {
  private final RoutingTable to;
  private final Distribution distribution;
  private final boolean byPosition;

  /**
   * @param recent order keys of late under the table's model, where they are known
   * @param byPosition whether rows lie in the order within a shard, so that those of another model
   *     have to be written anew
   */
  MoveCost(RoutingTable to, Optional<Distribution> recent, boolean byPosition) {
    this.to = to;
    distribution =
        recent
            .orElseGet(() -> Distribution.assumedBy(to.splitPoints()))
            .at(to.splitPoints().resolution());
    this.byPosition = byPosition;
  }

  /**
   * @param places the tables that say where rows are now
   * @param formerRecords rows from before the table's model
   * @param records rows since then
   * @param sinceMillis when its model began, epoch milliseconds; {@link Long#MIN_VALUE}: always
   */
  double rows(
      RoutingHistory places,
      double formerRecords,
      double records,
      long sinceMillis,
      long nowMillis) {
    double length = 0;
    double moved = 0;
    long fromMillis = Math.max(sinceMillis, firstMillis(places));
    boolean hasFormer = false;
    for (InForce inForce : places.inForce(Long.MIN_VALUE, nowMillis)) {
      if (!inForce.model().equals(to.model())) {
        hasFormer = true;
        continue;
      }
      double part = length(inForce, fromMillis, nowMillis);
      length += part;
      moved += part * moved(inForce.table());
    }
    double same = (hasFormer ? records : formerRecords + records) * moved / Math.max(1, length);
    return same + (hasFormer ? formerRecords * formerShare() : 0);
  }

  /** The first table is in force from the beginning; rows came when it was published at most. */
  private static long firstMillis(RoutingHistory places) {
    return places.tables().stream()
        .mapToLong(RoutingTable::effectiveFromMillis)
        .filter(millis -> millis > 0)
        .findFirst()
        .orElse(0);
  }

  private static double length(InForce inForce, long sinceMillis, long nowMillis) {
    long from = Math.max(inForce.fromMillis(), sinceMillis);
    return Math.max(0.0, Math.min(inForce.toMillis(), nowMillis) - (double) from);
  }

  private double moved(RoutingTable from) {
    return ShardMatching.moved(from, distribution, to.splitPoints(), to.shards());
  }

  private double formerShare() {
    return byPosition ? 1 : 1 - 1.0 / to.shards().size();
  }
}
