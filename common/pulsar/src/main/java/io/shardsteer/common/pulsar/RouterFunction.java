package io.shardsteer.common.pulsar;

import io.shardsteer.common.config.PipelineConfig;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.policies.data.ManagedLedgerInternalStats.CursorStats;

/** A pipeline's router as the cluster sees it: its instances and how far they are. */
public final class RouterFunction {
  private final PulsarAdmin admin;
  private final String topic;
  private final String subscription;
  private final FunctionNamespace place;
  private final String name;

  public RouterFunction(PulsarAdmin admin, PipelineConfig config) {
    this.admin = admin;
    topic = config.input().topic();
    place = FunctionNamespace.of(config);
    name = SteerFunction.ROUTER.name(config.pipeline());
    subscription = "%s/%s/%s".formatted(place.tenant(), place.namespace(), name);
  }

  /** The names by which its instances answer; none where it is not deployed. */
  public Set<String> instances() {
    Set<String> parts = new TreeSet<>();
    try {
      int instances =
          admin.functions().getFunction(place.tenant(), place.namespace(), name).getParallelism();
      for (int i = 0; i < instances; i++) {
        parts.add("router/" + i);
      }
    } catch (PulsarAdminException.NotFoundException notDeployed) {
      return Set.of();
    } catch (PulsarAdminException e) {
      throw new OperationException(
          "Function %s cannot be looked at: %s"
              .formatted(
                  name, PulsarFailures.told(e, "Is the pipeline deployed? `steer deploy FILE`")),
          e);
    }
    return parts;
  }

  /**
   * Waits until everything that was published up to now is acknowledged.
   *
   * @throws OperationException if that takes too long
   */
  public void awaitAllSoFar(Duration patience) {
    try {
      int partitions = admin.topics().getPartitionedTopicMetadata(topic).partitions;
      List<String> topics = new ArrayList<>(partitions == 0 ? List.of(topic) : List.of());
      for (int i = 0; i < partitions; i++) {
        topics.add(topic + "-partition-" + i);
      }
      for (String each : topics) {
        await(each, patience);
      }
    } catch (PulsarAdminException e) {
      throw new OperationException(
          "How far the router is with %s cannot be seen: %s"
              .formatted(topic, PulsarFailures.told(e, "Run it again once Pulsar is well.")),
          e);
    }
  }

  private void await(String each, Duration patience) throws PulsarAdminException {
    TopicPosition end = TopicPosition.of(admin.topics().getInternalStats(each).lastConfirmedEntry);
    long deadline = System.nanoTime() + patience.toNanos();
    while (acknowledged(each).compareTo(end) < 0) {
      if (System.nanoTime() > deadline) {
        throw new OperationException(
            "The router has not worked off %s within %d s.\nLook at `steer status`; tried again, it goes on from here."
                .formatted(each, patience.toSeconds()));
      }
      Waiting.forMillis(200);
    }
  }

  private TopicPosition acknowledged(String each) throws PulsarAdminException {
    for (Map.Entry<String, CursorStats> cursor :
        admin.topics().getInternalStats(each).cursors.entrySet()) {
      if (URLDecoder.decode(cursor.getKey(), StandardCharsets.UTF_8).equals(subscription)) {
        return TopicPosition.of(cursor.getValue().markDeletePosition);
      }
    }
    throw new OperationException(
        "Topic %s has no subscription %s.\nIs the pipeline's router running? `steer status`"
            .formatted(each, subscription));
  }
}
