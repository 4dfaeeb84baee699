package io.shardsteer.deploy.cli.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.trainer.evaluation.Figure;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShadowReportTest {
  private static final Map<String, Double> FIGURES =
      Map.of(
          Figure.EARLIER_SAMPLES,
          8_000.0,
          Figure.LATER_SAMPLES,
          2_000.0,
          Figure.HASH_IMBALANCE,
          0.012,
          Figure.PREDICTED_IMBALANCE,
          0.031,
          Figure.HASH_FAN_OUT,
          8.0,
          Figure.PRESENT_FAN_OUT,
          2.41,
          Figure.PREDICTED_FAN_OUT,
          1.9,
          Figure.MOVEMENT,
          0.342,
          Figure.RESOLUTION,
          24.0);

  private static PipelineConfig config(String field) {
    return PipelineConfigs.fromYaml(
        "{pipeline: rides, input_topic: rides, feature_extraction_pipeline: [{kind: numeric, field: %s}]}"
            .formatted(field),
        "test");
  }

  @Test
  void comparesHashingWhatRoutesAndTheShadow() {
    assertThat(new ShadowReport("rides", 3, FIGURES, "").lines())
        .containsExactly(
            "Made of 8,000 samples of pipeline rides, judged by the 2,000 newer ones; nothing is routed by it.",
            "                                 hashing    model 3     shadow",
            "  (largest - smallest) / fair      0.012    unknown      0.031",
            "  shards read per query            8.000      2.410      1.900",
            "Load that would change its shard: 34.2 %; resolution 24 of 24 bits.",
            "Its gate would let it pass.");
  }

  @Test
  void saysWhyThereIsNoModel() {
    assertThat(new ShadowReport("rides", 0, Map.of(), "There are 12 samples.").lines())
        .containsExactly("There are 12 samples.");
  }

  @Test
  void refusesFieldsThatSamplesDoNotCarry() {
    assertThatThrownBy(() -> Shadow.requireSampled(config("hour"), config("price")))
        .hasMessageContaining("do not carry price");
    assertThatCode(() -> Shadow.requireSampled(config("hour"), config("hour")))
        .doesNotThrowAnyException();
  }
}
