package io.shardsteer.functions.metrics;

import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.steering.FollowedHistory;
import io.shardsteer.common.steering.RoutingHistory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * What a controller needs to know of the time before it started.
 *
 * @param history every table so far; the initial one if there are none
 * @param reports the last report of each incarnation of a router
 * @param checkpoint what the controller before went by, if there was one
 */
record ControllerMemory(
    RoutingHistory history,
    Collection<ShardReport> reports,
    Optional<ControllerCheckpoint> checkpoint) {
  /**
   * Reads it from the compacted topics, to their present ends.
   *
   * @param tables has read the routing topic
   * @throws PulsarClientException if they cannot be read
   * @throws io.shardsteer.common.steering.BrokenHistoryException if routers have reported a
   *     revision that the routing topic does not hold
   * @throws io.shardsteer.common.pulsar.UnreadableTopicException if a message cannot be read
   */
  static ControllerMemory read(PulsarClient client, Topics topics, FollowedHistory tables)
      throws PulsarClientException {
    RoutingHistory history = tables.now();
    Map<String, ShardReport> reports = new HashMap<>();
    TopicFollower.readThrough(
        client,
        topics.reports(),
        message -> {
          ShardReport report = MessageCodec.decode(message.getData(), ShardReport.class);
          // One that was overtaken knows less than what came before it.
          reports.merge(
              report.incarnation(),
              report,
              (before, after) -> after.sequence() > before.sequence() ? after : before);
        });
    history.requireAtLeast(
        reports.values().stream().mapToLong(ShardReport::revision).max().orElse(0));
    Optional<ControllerCheckpoint> checkpoint = checkpoint(client, topics);
    checkpoint.ifPresent(it -> history.requireAtLeast(it.revision()));
    return new ControllerMemory(history, reports.values(), checkpoint);
  }

  private static Optional<ControllerCheckpoint> checkpoint(PulsarClient client, Topics topics)
      throws PulsarClientException {
    List<ControllerCheckpoint> newest = new ArrayList<>();
    TopicFollower.readThrough(
        client,
        topics.controllerCheckpoint(),
        message -> {
          newest.clear();
          newest.add(MessageCodec.decode(message.getData(), ControllerCheckpoint.class));
        });
    return newest.stream().findFirst();
  }
}
