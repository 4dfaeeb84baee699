package io.shardsteer.trainer;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.config.ControlConfig;
import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.config.LimitsConfig;
import io.shardsteer.common.config.ModelConfig;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.config.SamplingConfig;
import io.shardsteer.common.config.ShardsConfig;
import io.shardsteer.common.config.StorageConfig;
import io.shardsteer.common.config.TrainingConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Pipelines for tests: what is under test is given, the rest is as usual. */
public final class Pipelines {
  private Pipelines() {}

  /** Over the numeric fields x and y, asked for by boxes. */
  public static PipelineConfig boxes(int shards, ModelConfig.Labels labels) {
    return of(
        shards,
        labels,
        List.of(numeric("x"), numeric("y")),
        List.of(
            new QueryTemplate(
                "box",
                1,
                List.of(
                    new QueryTemplate.Range("x", 0, 0.1), new QueryTemplate.Range("y", 0, 0.1)))));
  }

  public static FeatureSpec numeric(String field) {
    return new FeatureSpec.Numeric(field, field, FeatureSpec.Transform.RAW);
  }

  public static PipelineConfig of(
      int shards,
      ModelConfig.Labels labels,
      List<FeatureSpec> features,
      List<QueryTemplate> queries) {
    return new PipelineConfig(
        "tested",
        new InputConfig(
            "persistent://public/default/tested", InputConfig.Format.JSON, "id", "id", ""),
        features,
        queries,
        new ModelConfig(ModelConfig.ModelType.DECISION_TREE, Map.of(), 1, labels),
        new TrainingConfig(
            Duration.ofHours(1),
            1_000,
            10_000,
            0.2,
            new TrainingConfig.GateConfig(1.5, 0.1, 1, 1 << 24)),
        new ShardsConfig(
            shards,
            new AcceptableImbalance.Relative(0.2),
            List.of(),
            ShardsConfig.Load.RECORDS,
            true),
        List.of(),
        new ControlConfig(
            Duration.ofSeconds(2), Duration.ofSeconds(5), 0.1, 0.01, 0.2, 3, 0.1, Duration.ZERO),
        new SamplingConfig(1_000),
        new StorageConfig(false, List.of(), "dc", "keyspace", "", "ONE", true),
        new LimitsConfig(1 << 20, 1_000));
  }
}
