package io.shardsteer.deploy.reader;

import io.shardsteer.common.locate.PlacementContext;

/** Knows what decides where rows are. Thread-safe. */
interface RoutingKnowledge {
  /** All that is known now. */
  PlacementContext now();

  /**
   * Asks whether stored rows have been moved since; blocks for an answer. What was read before it
   * lacks nothing if it was read by the same {@link PlacementContext#reshards}.
   *
   * @throws ShardReadException if it cannot be asked
   */
  PlacementContext confirmed();
}
