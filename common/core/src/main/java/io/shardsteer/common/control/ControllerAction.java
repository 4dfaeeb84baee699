package io.shardsteer.common.control;

import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.steering.RoutingTable;

/** What the controller wants done, in the order in which it says so. */
public sealed interface ControllerAction {
  /** Publish a routing table; the controller counts it as published. */
  record PublishTable(RoutingTable table) implements ControllerAction {}

  /** Ask the trainer for a model. */
  record RequestRetrain(RetrainRequest request) implements ControllerAction {}

  /** Write an entry to the decision log. */
  record LogDecision(LoggedDecision entry) implements ControllerAction {}
}
