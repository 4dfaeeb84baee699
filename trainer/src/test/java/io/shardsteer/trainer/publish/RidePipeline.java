package io.shardsteer.trainer.publish;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.config.ControlConfig;
import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.config.LimitsConfig;
import io.shardsteer.common.config.ModelConfig;
import io.shardsteer.common.config.OutcomesConfig;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.SamplingConfig;
import io.shardsteer.common.config.ShardsConfig;
import io.shardsteer.common.config.StorageConfig;
import io.shardsteer.common.config.TlsConfig;
import io.shardsteer.common.config.TrainingConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A pipeline whose features are the columns of {@link io.shardsteer.trainer.training.Rides}. */
final class RidePipeline {
  static final int MAX_SAMPLES = 1_000;

  private RidePipeline() {}

  static PipelineConfig withOutcomes(String topic, Duration delay) {
    PipelineConfig config = config("distance", 1 << 20);
    return new PipelineConfig(
        config.pipeline(),
        config.input(),
        config.featureExtractionPipeline(),
        config.queries(),
        config.model(),
        config.training(),
        config.shards(),
        config.monitoringMetrics(),
        config.control(),
        config.sampling(),
        config.storage(),
        config.limits(),
        new OutcomesConfig(topic, List.of("fare"), delay),
        config.history(),
        config.queryLearning(),
        config.reshard());
  }

  static PipelineConfig config(String distanceFeature, long maxModelBytes) {
    return new PipelineConfig(
        "rides",
        new InputConfig("persistent://public/default/rides", InputConfig.Format.JSON, "id", "", ""),
        List.of(
            new FeatureSpec.Numeric("hour", "hour", FeatureSpec.Transform.RAW),
            new FeatureSpec.Categorical(
                "station", "station", List.of("north", "east", "south", "west", "centre"), 10),
            new FeatureSpec.Numeric(distanceFeature, "distance", FeatureSpec.Transform.RAW)),
        List.of(),
        new ModelConfig(
            ModelConfig.ModelType.DECISION_TREE, Map.of(), 1, ModelConfig.Labels.BALANCED),
        new TrainingConfig(
            Duration.ofHours(1),
            100,
            MAX_SAMPLES,
            0.2,
            new TrainingConfig.GateConfig(1.5, 0.2, 1, maxModelBytes)),
        new ShardsConfig(
            4, new AcceptableImbalance.Relative(0.2), List.of(), ShardsConfig.Load.RECORDS, true),
        List.of(),
        new ControlConfig(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            0.1,
            0.01,
            0.01,
            0.2,
            3,
            0.1,
            720,
            Duration.ofMinutes(1),
            ControlConfig.Adoption.AUTOMATIC,
            Duration.ofDays(1),
            List.of()),
        new SamplingConfig(100),
        new StorageConfig(
            false, List.of(), "", "rides", "", "", "", RowLayout.standard(true), TlsConfig.OFF),
        new LimitsConfig(1 << 20, 100));
  }
}
