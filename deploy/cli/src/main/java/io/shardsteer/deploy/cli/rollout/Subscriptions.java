package io.shardsteer.deploy.cli.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.policies.data.SubscriptionStats;

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
            "%,d batches of %s stay unacknowledged for %d s.\nLook at `deploy/steer status` and at the function's log."
                .formatted(backlog, topic, PATIENCE.toSeconds()));
      }
      Waiting.forMillis(200);
    }
  }

  private List<? extends SubscriptionStats> of(String topic) {
    try {
      Map<String, ? extends SubscriptionStats> named =
          admin.topics().getStats(topic, true).getSubscriptions();
      return List.copyOf(named.values());
    } catch (PulsarAdminException e) {
      throw new CommandException(
          "The subscriptions of %s cannot be read: %s".formatted(topic, e.getMessage()), e);
    }
  }
}
