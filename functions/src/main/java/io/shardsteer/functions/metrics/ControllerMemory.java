package io.shardsteer.functions.metrics;

import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.LoadBucket;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RouterReport;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.SteerMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.message.WholeReports;
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
 * @param whole makes whole reports of those to come
 * @param checkpoint what the controller before went by, if there was one
 * @param buckets how much of the load had not expired, where rows do
 */
record ControllerMemory(
    RoutingHistory history,
    Collection<ShardReport> reports,
    WholeReports whole,
    Optional<ControllerCheckpoint> checkpoint,
    Collection<LoadBucket> buckets) {
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
    WholeReports whole = new WholeReports();
    TopicFollower.readThrough(
        client,
        topics.reports(),
        message ->
            whole
                .whole(MessageCodec.decode(message.getData(), RouterReport.class))
                .ifPresent(
                    report ->
                        // One that was overtaken knows less than what came before it.
                        reports.merge(
                            report.incarnation(),
                            report,
                            (before, after) ->
                                after.sequence() > before.sequence() ? after : before)));
    history.requireAtLeast(
        reports.values().stream().mapToLong(ShardReport::revision).max().orElse(0));
    List<ControllerCheckpoint> newest = new ArrayList<>();
    Map<String, LoadBucket> buckets = new HashMap<>();
    TopicFollower.readThrough(
        client,
        topics.controllerCheckpoint(),
        message -> {
          SteerMessage saved = MessageCodec.decode(message.getData(), SteerMessage.class);
          if (saved instanceof ControllerCheckpoint checkpoint) {
            newest.clear();
            newest.add(checkpoint);
          } else if (saved instanceof LoadBucket bucket) {
            buckets.put(bucket.key(), bucket);
          }
        });
    Optional<ControllerCheckpoint> checkpoint = newest.stream().findFirst();
    checkpoint.ifPresent(it -> history.requireAtLeast(it.revision()));
    return new ControllerMemory(history, reports.values(), whole, checkpoint, buckets.values());
  }
}
