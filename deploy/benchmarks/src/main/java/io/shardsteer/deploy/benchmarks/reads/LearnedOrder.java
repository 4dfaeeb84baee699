package io.shardsteer.deploy.benchmarks.reads;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.SegmentMessage;
import io.shardsteer.common.message.TableMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.pulsar.MessagePublisher;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.RowPartitions;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.trainer.BuildResult;
import io.shardsteer.trainer.ModelBuilder;
import io.shardsteer.trainer.publish.PulsarModelStore;
import io.shardsteer.trainer.training.H2oTrainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;

/** The order that the trainer learns of some of the records, and the table that it makes of it. */
final class LearnedOrder {
  /** Packages of the benchmark are smaller. */
  private static final long LARGEST_PACKAGE_BYTES = 1L << 26;

  private final PlacedRecords records;
  private final BuildResult.Built built;

  private LearnedOrder(PlacedRecords records, BuildResult.Built built) {
    this.records = records;
    this.built = built;
  }

  static LearnedOrder of(PlacedRecords records, PipelineConfig config, H2oTrainer trainer) {
    RoutingTable initial = RoutingTable.initial(StoredPipeline.SHARDS);
    List<Sample> samples = new ArrayList<>();
    int most = config.training().maxSamples();
    for (int i = 0; i < most; i++) {
      int record = (int) ((long) i * records.size() / most);
      String id = records.id(record);
      samples.add(
          new Sample(
              Map.of("x", records.x(record), "y", records.y(record)),
              id,
              KeyHash.of(id),
              0,
              0,
              0,
              250,
              1,
              records.publishMillis(record)));
    }
    BuildResult result =
        new ModelBuilder(trainer)
            .build(
                samples,
                config,
                Optional.empty(),
                new RetrainRequest("reads", "benchmark", "first_model", 1, initial, 0));
    if (result instanceof BuildResult.Built built) {
      return new LearnedOrder(records, built);
    }
    throw new IllegalStateException("The trainer refused: " + result);
  }

  /**
   * Stores the model, publishes the table that uses it, and gives what a router would route by.
   *
   * @return the snapshot; its table is in force when the first record is published
   */
  RoutingSnapshot publish(PipelineConfig config, PulsarClient client, PulsarAdmin admin)
      throws IOException {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    byte[] bytes = ModelPackage.write(built.manifest(), built.mojo(), built.words());
    ModelRef model = new ModelRef(1, topics.modelPackage(1, "reads"), ModelPackage.checksum(bytes));
    new PulsarModelStore(admin, LARGEST_PACKAGE_BYTES).put(model.packageUrl(), "reads", bytes);
    double[] splitPoints = new double[StoredPipeline.SHARDS - 1];
    int steps = built.orderKeyQuantiles().size() - 1;
    for (int i = 0; i < splitPoints.length; i++) {
      splitPoints[i] = built.orderKeyQuantiles().get((i + 1) * steps / StoredPipeline.SHARDS);
    }
    RoutingTable initial = RoutingTable.initial(StoredPipeline.SHARDS);
    RoutingTable table =
        new RoutingTable(
            1,
            model,
            SplitPoints.of(splitPoints),
            initial.shards(),
            System.currentTimeMillis(),
            RoutingTable.LEAST_LEAD_MILLIS,
            true,
            "benchmark",
            RowPartitions.fitting(StoredPipeline.SHARDS, records.perSecond(), 4, 100_000),
            Pins.NONE);
    try (MessagePublisher publisher = MessagePublisher.open(client, topics.tables())) {
      publisher.sendNow(SegmentMessage.key(1), new TableMessage(table));
    }
    // As after `steer reshard`: nothing lies where hashing has put it before there was a model.
    Reshard moved = new Reshard(1, records.publishMillis(0), 1, Reshard.Phase.DONE);
    try (MessagePublisher publisher = MessagePublisher.open(client, topics.reshards())) {
      publisher.sendNow("1", new ReshardMessage(moved, "", 0, "", Map.of(), Map.of()));
    }
    RoutedModel routed = RoutedModel.of(ModelPackage.read(bytes, model, config));
    return RoutingSnapshot.of(RoutingHistory.startingWith(initial).with(table), List.of(routed));
  }
}
