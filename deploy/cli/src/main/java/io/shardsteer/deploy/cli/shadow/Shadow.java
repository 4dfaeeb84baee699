package io.shardsteer.deploy.cli.shadow;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.trainer.ModelBuilder;
import io.shardsteer.trainer.publish.PulsarOutcomeWindow;
import io.shardsteer.trainer.publish.PulsarSampleWindow;
import io.shardsteer.trainer.training.H2oTrainer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.pulsar.client.api.PulsarClient;

/**
 * Makes a model by another configuration of a pipeline, as its trainer would, and scores it on the
 * newest samples. Not thread-safe.
 */
public final class Shadow {
  private static final Duration LONGEST_TRAINING = Duration.ofMinutes(10);

  private final PulsarClient client;
  private final PipelineConfig config;
  private final ModelBuilder builder;

  /**
   * @param config the other configuration
   */
  public Shadow(PulsarClient client, PipelineConfig config) {
    this.client = client;
    this.config = config;
    builder = new ModelBuilder(H2oTrainer.start(LONGEST_TRAINING));
  }

  /**
   * Checks that samples carry what the other configuration needs.
   *
   * @param running configuration by which routers sample
   * @throws CommandException naming the fields that they lack
   */
  public static void requireSampled(PipelineConfig running, PipelineConfig other) {
    var missing = new TreeSet<>(PipelineFields.sampled(other).paths());
    missing.removeAll(PipelineFields.sampled(running).paths());
    missing.removeAll(other.outcomes().fields());
    if (!missing.isEmpty()) {
      throw new CommandException(
          "The samples of pipeline %s do not carry %s.\nName them in a query of the pipeline that runs and deploy it; samples carry them from then on."
              .formatted(running.pipeline(), String.join(", ", missing)));
    }
  }

  /**
   * Scores it now.
   *
   * @param table the newest one
   * @param present the model that routes, if there is one
   * @param nowMillis epoch milliseconds
   */
  public ShadowReport score(RoutingTable table, Optional<LoadedModel> present, long nowMillis) {
    int version = table.model().version();
    var request = new RetrainRequest("shadow", "", "operator", version + 1, table, nowMillis);
    return ShadowReport.of(
        config.pipeline(), version, builder.build(samples(nowMillis), config, present, request));
  }

  private List<Sample> samples(long nowMillis) {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    try {
      List<Sample> newest =
          new PulsarSampleWindow(client, topics.samples())
              .newest(config.training().maxSamples(), nowMillis);
      boolean joins = !config.outcomes().topic().isEmpty();
      return joins ? new PulsarOutcomeWindow(client).join(newest, config, nowMillis) : newest;
    } catch (IOException e) {
      throw new CommandException(
          "The samples of pipeline %s cannot be read: %s"
              .formatted(
                  config.pipeline(),
                  PulsarFailures.told(e, "Is it deployed there? `steer deploy FILE`")),
          e);
    }
  }
}
