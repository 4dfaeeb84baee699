package io.shardsteer.deploy.benchmarks.reads;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.pulsar.MessagePublisher;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.RowPartitions;
import io.shardsteer.deploy.benchmarks.PublishedModel;
import io.shardsteer.trainer.BuildResult;
import io.shardsteer.trainer.ModelBuilder;
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
  private final BuildResult.Built built;
  private final long fromMillis;
  private final double perSecond;

  private LearnedOrder(BuildResult.Built built, long fromMillis, double perSecond) {
    this.built = built;
    this.fromMillis = fromMillis;
    this.perSecond = perSecond;
  }

  /** Of records spread over all. */
  static LearnedOrder of(PlacedRecords records, PipelineConfig config, H2oTrainer trainer) {
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
    return of(samples, records.publishMillis(0), records.perSecond(), config, trainer);
  }

  /**
   * @param fromMillis publish time of the first record, epoch milliseconds
   * @param perSecond the stream's rate
   * @throws IllegalStateException if the trainer refuses the samples
   */
  static LearnedOrder of(
      List<Sample> samples,
      long fromMillis,
      double perSecond,
      PipelineConfig config,
      H2oTrainer trainer) {
    RoutingTable initial = RoutingTable.initial(StoredPipeline.SHARDS);
    BuildResult result =
        new ModelBuilder(trainer)
            .build(
                samples,
                config,
                Optional.empty(),
                new RetrainRequest("reads", "benchmark", "first_model", 1, initial, 0));
    if (result instanceof BuildResult.Built built) {
      return new LearnedOrder(built, fromMillis, perSecond);
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
    PublishedModel model = PublishedModel.store(built, config, "reads", admin);
    RoutingTable initial = RoutingTable.initial(StoredPipeline.SHARDS);
    RoutingTable table =
        new RoutingTable(
            1,
            model.ref(),
            PublishedModel.even(built, StoredPipeline.SHARDS),
            initial.shards(),
            System.currentTimeMillis(),
            RoutingTable.LEAST_LEAD_MILLIS,
            true,
            "benchmark",
            RowPartitions.fitting(StoredPipeline.SHARDS, perSecond, 4, 100_000),
            Pins.NONE);
    PublishedModel.publish(table, config, client);
    // As after `steer reshard`: nothing lies where hashing has put it before there was a model.
    Reshard moved = new Reshard(1, fromMillis, 1, Reshard.Phase.DONE);
    try (MessagePublisher publisher = MessagePublisher.open(client, topics.reshards())) {
      publisher.sendNow("1", new ReshardMessage(moved, "", 0, "", Map.of(), Map.of()));
    }
    RoutedModel routed = RoutedModel.of(ModelPackage.read(model.bytes(), model.ref(), config));
    return RoutingSnapshot.of(RoutingHistory.startingWith(initial).with(table), List.of(routed));
  }
}
