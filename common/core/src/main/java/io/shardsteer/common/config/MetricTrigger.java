package io.shardsteer.common.config;

import java.time.Duration;

/**
 * One of the {@code monitoring_metrics}: what is watched, and when it calls for a new model.
 *
 * @param metric what is watched
 * @param threshold in the metric's unit; hit when the metric is on its bad side. NaN: an absolute
 *     {@code acceptable_shard_imbalance} decides
 * @param consecutive evaluations in a row that must hit
 * @param cooldown least time between two requests by this metric
 */
public record MetricTrigger(Metric metric, double threshold, int consecutive, Duration cooldown) {
  /** What can be watched. */
  public enum Metric {
    /**
     * Largest shard / fair share - 1 of the rates since the last tables; hit above the threshold,
     * which is {@code acceptable_shard_imbalance} unless given.
     */
    SHARD_IMBALANCE,
    /** p99 milliseconds of reading from the slowest shard; hit above the threshold. */
    QUERY_LATENCY,
    /** Shards that a query has to read, as a multiple of what it was at adoption; hit above. */
    QUERY_FAN_OUT,
    /**
     * Share of the load that rebalances have had to move since the model's adoption, and distance
     * between the position distribution then and now; hit above the threshold.
     */
    MODEL_PERFORMANCE
  }
}
