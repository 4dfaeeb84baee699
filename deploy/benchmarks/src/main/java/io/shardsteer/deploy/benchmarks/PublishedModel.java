package io.shardsteer.deploy.benchmarks;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.SegmentMessage;
import io.shardsteer.common.message.TableMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.MessagePublisher;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.trainer.BuildResult;
import io.shardsteer.trainer.publish.PulsarModelStore;
import java.io.IOException;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;

/**
 * A model that was trained for a benchmark, where routers find it. There is no controller.
 *
 * @param ref names its package
 * @param bytes its package
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record PublishedModel(ModelRef ref, byte[] bytes) {
  /** Packages of benchmarks are smaller. */
  private static final long LARGEST_PACKAGE_BYTES = 1L << 26;

  /** Stores the package of version 1. */
  public static PublishedModel store(
      BuildResult.Built built, PipelineConfig config, String name, PulsarAdmin admin)
      throws IOException {
    byte[] bytes = ModelPackage.write(built.manifest(), built.mojo(), built.words());
    String url = topics(config).modelPackage(1, name);
    new PulsarModelStore(admin, LARGEST_PACKAGE_BYTES).put(url, name, bytes);
    return new PublishedModel(new ModelRef(1, url, ModelPackage.checksum(bytes)), bytes);
  }

  /** Split points that divide what the model was trained on evenly. */
  public static SplitPoints even(BuildResult.Built built, int shards) {
    double[] splitPoints = new double[shards - 1];
    int steps = built.orderKeyQuantiles().size() - 1;
    for (int i = 0; i < splitPoints.length; i++) {
      splitPoints[i] = built.orderKeyQuantiles().get((i + 1) * steps / shards);
    }
    return SplitPoints.of(splitPoints);
  }

  /** Has routers go by a table. */
  public static void publish(RoutingTable table, PipelineConfig config, PulsarClient client)
      throws IOException {
    try (MessagePublisher publisher = MessagePublisher.open(client, topics(config).tables())) {
      publisher.sendNow(SegmentMessage.key(table.revision()), new TableMessage(table));
    }
  }

  private static Topics topics(PipelineConfig config) {
    return Topics.beside(config.input().topic(), config.pipeline());
  }
}
