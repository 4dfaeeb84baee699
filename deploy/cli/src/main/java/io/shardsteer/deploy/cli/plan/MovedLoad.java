package io.shardsteer.deploy.cli.plan;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.control.LookAhead;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.deploy.cli.watch.PipelineState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a change moves.
 *
 * @param share of the load to come that changes its shard
 * @param routed records so far, whose rows stay where they are until they are moved
 */
public record MovedLoad(double share, long routed) {
  /**
   * @param state what the pipeline has done so far
   * @param nowMillis epoch milliseconds
   * @return empty where nothing is known of its tables, or nothing moves
   */
  static Optional<MovedLoad> of(
      PipelineConfig running, PipelineConfig next, PipelineState state, long nowMillis) {
    RoutingHistory history = state.history();
    if (history == null) {
      return Optional.empty();
    }
    double share =
        LookAhead.moved(running, next, history, state.reports(), nowMillis)
            .orElseGet(() -> byWeights(running.shards().weights(), next.shards().weights()));
    return share > 0 ? Optional.of(new MovedLoad(share, state.routed())) : Optional.empty();
  }

  /** Where the number of shards stays, other weights move what one shard has more of. */
  private static double byWeights(List<Double> before, List<Double> after) {
    int count = Math.max(before.size(), after.size());
    double moved = 0;
    for (int i = 0; i < count; i++) {
      moved += Math.abs(share(before, i, count) - share(after, i, count)) / 2;
    }
    return moved;
  }

  private static double share(List<Double> weights, int shard, int count) {
    return weights.isEmpty()
        ? 1.0 / count
        : weights.get(shard) / weights.stream().mapToDouble(Double::doubleValue).sum();
  }

  /** For people. */
  String text() {
    return String.format(
        Locale.ROOT,
        "About %.1f %% of the load to come changes its shard. Rows stay where they are and are found there; about %,.0f of %,d would move with `steer reshard`.",
        share * 100,
        share * routed,
        routed);
  }
}
