package io.shardsteer.deploy.cli.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.pulsar.client.admin.GetStatsOptions;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.policies.data.SubscriptionStats;
import org.apache.pulsar.common.policies.data.TopicStats;

/**
 * What of the input topic a pipeline has yet to route, as the broker counts it.
 *
 * @param waiting records that are not acknowledged; batches where the broker counts those
 * @param delivered of them, those that a router has and has not acknowledged
 * @param oldestMillis publish time of the oldest that waits; 0: none does
 * @param perSecond records that come in a second
 * @param subscribed whether a router has ever subscribed
 */
public record InputBacklog(
    long waiting, long delivered, long oldestMillis, double perSecond, boolean subscribed) {

  /**
   * Asks the broker.
   *
   * @throws PulsarAdminException if it does not say
   */
  public static InputBacklog of(PulsarAdmin admin, String topic, String router)
      throws PulsarAdminException {
    var options =
        GetStatsOptions.builder()
            .getPreciseBacklog(true)
            .getEarliestTimeInBacklog(true)
            .excludePublishers(true)
            .build();
    boolean partitioned = admin.topics().getPartitionedTopicMetadata(topic).partitions > 0;
    TopicStats stats =
        partitioned
            ? admin.topics().getPartitionedStats(topic, false, true, false, true)
            : admin.topics().getStats(topic, options);
    SubscriptionStats subscription = stats.getSubscriptions().get(router);
    if (subscription == null) {
      return new InputBacklog(0, 0, 0, stats.getMsgRateIn(), false);
    }
    return new InputBacklog(
        subscription.getMsgBacklog(),
        subscription.getUnackedMessages(),
        Math.max(0, subscription.getEarliestMsgPublishTimeInBacklog()),
        stats.getMsgRateIn(),
        true);
  }

  /** For people, on one line. */
  public String text(long nowMillis) {
    String rate = String.format(Locale.ROOT, "%,.0f records/s come in", perSecond);
    if (!subscribed) {
      return "Input: no router has subscribed yet; " + rate;
    }
    String oldest =
        oldestMillis == 0 || waiting == 0
            ? "none waits"
            : "the oldest waits for %s, since %s"
                .formatted(
                    words(Duration.ofMillis(Math.max(0, nowMillis - oldestMillis))),
                    Instant.ofEpochMilli(oldestMillis));
    return String.format(
        Locale.ROOT,
        "Input: backlog %,d, unacknowledged %,d, %s; %s",
        waiting,
        delivered,
        oldest,
        rate);
  }

  private static String words(Duration age) {
    return age.toHours() > 0
        ? "%d h %d min".formatted(age.toHours(), age.toMinutesPart())
        : age.toMinutes() > 0
            ? "%d min %d s".formatted(age.toMinutes(), age.toSecondsPart())
            : "%d s".formatted(age.toSeconds());
  }
}
