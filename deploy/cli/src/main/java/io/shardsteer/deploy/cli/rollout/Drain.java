package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.config.PipelineConfig;
import java.time.Duration;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;

/** Waits until a pipeline has acknowledged every record of its input topic. */
public final class Drain {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final PipelineConfig config;

  public Drain(Cluster cluster, PipelineConfig config) {
    this.cluster = cluster;
    this.config = config;
  }

  /**
   * @throws CommandException if the backlog does not shrink for a minute
   */
  public void await() {
    try (PulsarAdmin admin = cluster.admin()) {
      long least = Long.MAX_VALUE;
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        long backlog = backlog(admin);
        if (backlog == 0) {
          return;
        }
        if (backlog < least) {
          least = backlog;
          deadline = System.nanoTime() + PATIENCE.toNanos();
        }
        if (System.nanoTime() > deadline) {
          throw new CommandException(
              "The router leaves %,d records of %s unacknowledged for %d s.\nLook at `deploy/steer status` and at the function's log."
                  .formatted(backlog, config.input().topic(), PATIENCE.toSeconds()));
        }
        Waiting.forMillis(200);
      }
    }
  }

  private long backlog(PulsarAdmin admin) {
    try {
      return admin
          .topics()
          .getStats(config.input().topic(), true)
          .getSubscriptions()
          .values()
          .stream()
          .mapToLong(subscription -> subscription.getMsgBacklog())
          .sum();
    } catch (PulsarAdminException e) {
      throw new CommandException(
          "The backlog of %s cannot be read: %s".formatted(config.input().topic(), e.getMessage()),
          e);
    }
  }
}
