package io.shardsteer.deploy.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardsteer.common.config.InvalidConfigurationException;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.deploy.cli.plan.ChangePlan;
import io.shardsteer.deploy.cli.plan.PlanDocument;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.LivePush;
import io.shardsteer.deploy.cli.rollout.Operator;
import io.shardsteer.deploy.cli.rollout.Workplace;
import io.shardsteer.deploy.cli.shadow.LiveShadow;
import io.shardsteer.deploy.cli.shadow.ShadowDocument;
import io.shardsteer.deploy.console.Configurations;
import java.time.Duration;
import java.util.function.Function;
import org.apache.pulsar.client.api.PulsarClientException;

/** Does for the console what {@code push-config} and {@code shadow} do at the command line. */
public final class ServedConfigurations implements Configurations {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Cluster cluster;

  public ServedConfigurations(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public JsonNode plan(PipelineConfig pipeline, String yaml) {
    return with(
        pipeline,
        yaml,
        config -> PlanDocument.of(ChangePlan.of(cluster, live().running(config), config)));
  }

  @Override
  public JsonNode push(PipelineConfig pipeline, String yaml, String who, String reason) {
    return with(
        pipeline,
        yaml,
        config -> {
          LivePush push = live();
          return PlanDocument.of(
              config.pipeline(),
              push.push(push.running(config), config, Operator.wants(who, reason)));
        });
  }

  private LivePush live() {
    return new LivePush(cluster, Workplace.find().artifacts(), PATIENCE, line -> {});
  }

  @Override
  public JsonNode shadow(PipelineConfig pipeline, String yaml) {
    return with(pipeline, yaml, this::score);
  }

  private JsonNode score(PipelineConfig config) {
    try (LiveShadow shadow = new LiveShadow(cluster, config)) {
      return ShadowDocument.of(shadow.score());
    } catch (PulsarClientException e) {
      throw new CommandException(
          "Pulsar cannot be reached: %s"
              .formatted(PulsarFailures.told(e, "Check --service-url and --admin-url.")),
          e);
    }
  }

  /** Files that a pipeline file names are not read: they would be this machine's. */
  private JsonNode with(
      PipelineConfig pipeline, String yaml, Function<PipelineConfig, JsonNode> what) {
    try {
      PipelineConfig config = cluster.place(PipelineConfigs.fromYaml(yaml, "The file"));
      if (!config.pipeline().equals(pipeline.pipeline())
          || !config.input().topic().equals(pipeline.input().topic())) {
        throw new IllegalArgumentException(
            "The file is of pipeline %s on %s, not of %s on %s."
                .formatted(
                    config.pipeline(),
                    config.input().topic(),
                    pipeline.pipeline(),
                    pipeline.input().topic()));
      }
      return what.apply(config);
    } catch (InvalidConfigurationException | CommandException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
