package io.shardsteer.deploy.reader;

import io.shardsteer.common.locate.Whereabouts;

/** Knows what decides where rows are. Thread-safe. */
interface SteeringKnowledge {
  /** All that is known now. */
  Whereabouts now();

  /**
   * Asks whether stored rows have been moved since; blocks for an answer. What was read before it
   * lacks nothing if it was read by the same {@link Whereabouts#reshards}.
   *
   * @throws ShardReadException if it cannot be asked
   */
  Whereabouts confirmed();
}
