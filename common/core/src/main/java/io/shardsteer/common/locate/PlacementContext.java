package io.shardsteer.common.locate;

import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingHistory;
import java.time.Duration;
import java.util.List;

/**
 * All that decides in which shard a row can be. Immutable.
 *
 * @param history every routing table
 * @param reshards where stored rows have been, or are being, moved since
 * @param lateUses times for which an instance used another table than the one in force
 * @param settledUntilMillis publish time up to which the late uses are all known, epoch
 *     milliseconds; after it, any table in force since then may have been used for longer
 */
public record PlacementContext(
    RoutingHistory history, Reshards reshards, List<LateUse> lateUses, long settledUntilMillis) {
  /** Within this, every running instance has said that a table reached it late. */
  public static final Duration SETTLING = Duration.ofMinutes(1);

  public PlacementContext {
    lateUses = List.copyOf(lateUses);
  }

  /** A history that every instance followed at once. */
  public static PlacementContext of(RoutingHistory history) {
    return new PlacementContext(history, Reshards.NONE, List.of(), Long.MAX_VALUE);
  }
}
