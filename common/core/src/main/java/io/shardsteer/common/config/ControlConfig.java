package io.shardsteer.common.config;

import java.time.Duration;
import java.util.List;

/**
 * How fast and how far the split points move, and when what may change.
 *
 * @param reportInterval time between two reports of a router instance
 * @param tableLead how far in the future a new table takes effect
 * @param horizon the load to come over which sizes are evened out, as a share of the load so far
 * @param deadBand shards within this relative band of their goal keep their split points
 * @param reduceResolutionAbove imbalance above this, and above chance, that persists despite
 *     rebalancing reduces the resolution of the order; 1024: never
 * @param lowShare least share of the coming load that a shard may be given, as a multiple of fair
 * @param highShare largest such share
 * @param maxMovedPerRebalance largest share of the load that one rebalance may re-route
 * @param maxRebalancesPerHour routing tables an hour, in the mean of a day, beyond which split
 *     points stay
 * @param probation how long a new model is watched before it stays
 * @param adoption whether a model that passed the gate takes over by itself
 * @param approvalTimeout how long a model waits for approval before it is refused
 * @param windows {@code windows}: when what may change
 */
public record ControlConfig(
    Duration reportInterval,
    Duration tableLead,
    double horizon,
    double deadBand,
    double reduceResolutionAbove,
    double lowShare,
    double highShare,
    double maxMovedPerRebalance,
    int maxRebalancesPerHour,
    Duration probation,
    Adoption adoption,
    Duration approvalTimeout,
    List<ChangeWindow> windows) {
  /** How a model that passed the gate takes over. */
  public enum Adoption {
    AUTOMATIC,
    /** An operator approves or rejects it. */
    BY_APPROVAL
  }

  public ControlConfig {
    windows = List.copyOf(windows);
  }
}
