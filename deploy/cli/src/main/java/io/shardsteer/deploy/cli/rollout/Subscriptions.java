package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.Waiting;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.pulsar.client.admin.GetStatsOptions;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.policies.data.SubscriptionStats;
import org.apache.pulsar.common.policies.data.TopicStats;

/** Who is subscribed to a topic and how far they are, as its broker counts it. */
public final class Subscriptions {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final PulsarAdmin admin;

  public Subscriptions(PulsarAdmin admin) {
    this.admin = admin;
  }

  /**
   * Consumers that the topic's records are sent to.
   *
   * @throws CommandException if the broker does not say
   */
  public int consumers(String topic) {
    return of(topic).stream().mapToInt(subscription -> subscription.getConsumers().size()).sum();
  }

  /**
   * Waits until every record of the topic is acknowledged.
   *
   * @throws CommandException if the backlog does not shrink for five minutes
   */
  public void awaitDrained(String topic) {
    long least = Long.MAX_VALUE;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      long backlog = of(topic).stream().mapToLong(SubscriptionStats::getMsgBacklog).sum();
      if (backlog == 0) {
        return;
      }
      if (backlog < least) {
        least = backlog;
        deadline = System.nanoTime() + PATIENCE.toNanos();
      }
      if (System.nanoTime() > deadline) {
        throw new CommandException(
            "%,d batches of %s stay unacknowledged for %d s.\nLook at `steer status` and at the function's log."
                .formatted(backlog, topic, PATIENCE.toSeconds()));
      }
      Waiting.forMillis(200);
    }
  }

  /**
   * What waits on a topic for a subscription.
   *
   * @param records not acknowledged yet; batches count as one where publishers batch
   * @param unacknowledged of those, delivered to a consumer
   * @param oldestMillis publish time of the oldest, epoch milliseconds; 0: none waits
   */
  public record Backlog(long records, long unacknowledged, long oldestMillis) {}

  /**
   * @param subscription part of its name
   * @return empty where the topic has no such subscription
   * @throws CommandException if the broker does not say
   */
  public Optional<Backlog> backlog(String topic, String subscription) {
    return named(topic).entrySet().stream()
        .filter(named -> named.getKey().contains(subscription))
        .map(Map.Entry::getValue)
        .map(
            found ->
                new Backlog(
                    found.getMsgBacklog(),
                    found.getUnackedMessages(),
                    found.getMsgBacklog() == 0 ? 0 : found.getEarliestMsgPublishTimeInBacklog()))
        .findFirst();
  }

  private Collection<? extends SubscriptionStats> of(String topic) {
    return named(topic).values();
  }

  private Map<String, ? extends SubscriptionStats> named(String topic) {
    GetStatsOptions options =
        GetStatsOptions.builder().getPreciseBacklog(true).getEarliestTimeInBacklog(true).build();
    try {
      TopicStats stats =
          admin.topics().getPartitionedTopicMetadata(topic).partitions == 0
              ? admin.topics().getStats(topic, options)
              : admin.topics().getPartitionedStats(topic, false, options);
      return stats.getSubscriptions();
    } catch (PulsarAdminException e) {
      throw new CommandException(
          "The subscriptions of %s cannot be read: %s"
              .formatted(topic, PulsarFailures.told(e, "Check --admin-url.")),
          e);
    }
  }
}
