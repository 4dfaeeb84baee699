package io.shardsteer.functions.router;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RouterReport;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.steering.RoutingHistory;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** Notices that the routing topic was lost, before a record is routed as if nothing had been. */
final class LostTables {
  private LostTables() {}

  /**
   * Compares a history that holds nothing but its first table with what routers have reported.
   *
   * @throws io.shardsteer.common.steering.BrokenHistoryException if they have used a later table
   * @throws PulsarClientException if the reports cannot be read
   */
  static void check(PulsarClient client, Topics topics, RoutingHistory history)
      throws PulsarClientException {
    if (history.latest().revision() > 0) {
      return;
    }
    AtomicLong used = new AtomicLong();
    TopicFollower.readThrough(
        client,
        topics.reports(),
        message ->
            used.accumulateAndGet(
                MessageCodec.decode(message.getData(), RouterReport.class).revision(), Math::max));
    history.requireAtLeast(used.get());
  }
}
