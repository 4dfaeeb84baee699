package io.shardsteer.deploy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.trainer.BuildResult;
import io.shardsteer.trainer.ModelBuilder;
import io.shardsteer.trainer.training.H2oTrainer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;

/** The model that the trainer makes of bike trips, put in force for the bike pipeline. */
final class BikeModel {
  private static final Duration H2O_PATIENCE = Duration.ofMinutes(1);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private BikeModel() {}

  /** Trains, stores the package and publishes a table that is in force from now on. */
  static void putInForce(byte[][] trips, PulsarClient client, PulsarAdmin admin)
      throws IOException {
    PipelineConfig config = BikePipeline.CONFIG;
    int shards = config.shards().targetShardCount();
    RoutingTable initial = RoutingTable.initial(shards);
    BuildResult result =
        new ModelBuilder(H2oTrainer.start(H2O_PATIENCE))
            .build(
                samples(trips, config),
                config,
                Optional.empty(),
                new RetrainRequest("throughput", "benchmark", "first_model", 1, initial, 0));
    if (!(result instanceof BuildResult.Built built)) {
      throw new IllegalStateException("The trainer refused: " + result);
    }
    PublishedModel model = PublishedModel.store(built, config, "throughput", admin);
    PublishedModel.publish(initial, config, client);
    PublishedModel.publish(
        new RoutingTable(
            1,
            model.ref(),
            PublishedModel.even(built, shards),
            initial.shards(),
            System.currentTimeMillis(),
            "benchmark"),
        config,
        client);
  }

  private static List<Sample> samples(byte[][] trips, PipelineConfig config) throws IOException {
    List<String> fields = PipelineFields.sampled(config).paths();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < trips.length; i++) {
      JsonNode trip = JSON.readTree(trips[i]);
      Map<String, Object> values = new HashMap<>();
      for (String field : fields) {
        JsonNode value = trip.path(field);
        if (value.isNumber()) {
          values.put(field, value.asDouble());
        } else if (value.isTextual()) {
          values.put(field, value.asText());
        }
      }
      String id = "record-" + i;
      samples.add(new Sample(values, id, KeyHash.of(id), 0, 0, 0, trips[i].length, 1, i));
    }
    return samples;
  }
}
