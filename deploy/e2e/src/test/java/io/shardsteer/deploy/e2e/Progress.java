package io.shardsteer.deploy.e2e;

import io.shardsteer.common.config.PipelineConfig;
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

  /** A place in the input topic. */
  private record Place(long ledgerId, long entry) implements Comparable<Place> {
    static Place of(String text) {
      String[] parts = text.split(":", 3);
      return new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    @Override
    public int compareTo(Place other) {
      return ledgerId == other.ledgerId
          ? Long.compare(entry, other.entry)
          : Long.compare(ledgerId, other.ledgerId);
    }
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
    Place end = Place.of(admin.topics().getInternalStats(topic).lastConfirmedEntry);
    Awaitility.await("acknowledgement of all up to " + end)
        .atMost(patience)
        .until(
            () -> {
              look.run();
              return acknowledged().compareTo(end) >= 0;
            });
  }

  private Place acknowledged() throws PulsarAdminException {
    Map<String, CursorStats> cursors = admin.topics().getInternalStats(topic).cursors;
    return cursors.entrySet().stream()
        .filter(cursor -> !cursor.getKey().equals(ACCOUNTANT))
        .map(cursor -> Place.of(cursor.getValue().markDeletePosition))
        .min(Place::compareTo)
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
