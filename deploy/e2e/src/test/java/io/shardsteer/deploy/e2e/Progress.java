package io.shardsteer.deploy.e2e;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.pulsar.TopicPosition;
import java.time.Duration;
import java.util.Map;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.policies.data.ManagedLedgerInternalStats.CursorStats;
import org.awaitility.Awaitility;

/** How far the routers are with the input topic. */
final class Progress {
  /** Keeps every record of the input topic for the account: a topic forgets what all have read. */
  static final String ACCOUNTANT = "accountant";

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final PulsarAdmin admin;
  private final String topic;

  Progress(PulsarAdmin admin, PipelineConfig config) {
    this.admin = admin;
    topic = config.input().topic();
  }

  /** Waits until the routers have acknowledged everything that was published up to now. */
  void awaitAllSoFar() throws PulsarAdminException {
    awaitAllSoFar(PATIENCE);
  }

  void awaitAllSoFar(Duration patience) throws PulsarAdminException {
    awaitAllSoFar(patience, () -> {});
  }

  /**
   * @param look done again and again meanwhile
   */
  void awaitAllSoFar(Duration patience, Runnable look) throws PulsarAdminException {
    TopicPosition end = TopicPosition.of(admin.topics().getInternalStats(topic).lastConfirmedEntry);
    Awaitility.await("acknowledgement of all up to " + end)
        .atMost(patience)
        .until(
            () -> {
              look.run();
              return acknowledged().compareTo(end) >= 0;
            });
  }

  private TopicPosition acknowledged() throws PulsarAdminException {
    Map<String, CursorStats> cursors = admin.topics().getInternalStats(topic).cursors;
    return cursors.entrySet().stream()
        .filter(cursor -> !cursor.getKey().equals(ACCOUNTANT))
        .map(cursor -> TopicPosition.of(cursor.getValue().markDeletePosition))
        .min(TopicPosition::compareTo)
        .orElseThrow();
  }

  /** Entries of the topic, each a batch of records, that the routers have not acknowledged. */
  long backlog() throws PulsarAdminException {
    return admin.topics().getStats(topic).getSubscriptions().entrySet().stream()
        .filter(subscription -> !subscription.getKey().equals(ACCOUNTANT))
        .mapToLong(subscription -> subscription.getValue().getMsgBacklog())
        .sum();
  }
}
