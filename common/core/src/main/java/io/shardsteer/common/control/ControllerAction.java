package io.shardsteer.common.control;

import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.LoadBucket;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.MoveRequest;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.Segment;
import java.util.List;

/** What the controller wants done, in the order in which it says so. */
public sealed interface ControllerAction {
  /** Publish a routing table; the controller counts it as published. */
  record PublishTable(RoutingTable table) implements ControllerAction {}

  /**
   * Publish what stands for old tables, then withdraw them.
   *
   * @param replacedKeys keys of the messages that it stands for
   */
  record Summarise(Segment segment, List<String> replacedKeys) implements ControllerAction {
    public Summarise {
      replacedKeys = List.copyOf(replacedKeys);
    }
  }

  /** Keep what a later controller goes on from, before anything that follows is done. */
  record SaveCheckpoint(ControllerCheckpoint checkpoint) implements ControllerAction {}

  /** Keep the load of a stretch of time, which a later controller goes on from, too. */
  record SaveLoad(LoadBucket bucket) implements ControllerAction {}

  /** Answer an operator's command. */
  record Answer(CommandAnswer answer) implements ControllerAction {}

  /** Ask the trainer for a model. */
  record RequestRetrain(RetrainRequest request) implements ControllerAction {}

  /** Ask a mover for a move of stored rows. */
  record RequestMove(MoveRequest request) implements ControllerAction {}

  /** Write an entry to the decision log. */
  record LogDecision(LoggedDecision entry) implements ControllerAction {}
}
