package io.shardsteer.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedOutcomeTest {
  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: orders
          input_topic: orders
          key_field: order
          feature_extraction_pipeline: [{kind: numeric, field: amount}]
          queries:
            - {name: risky, range: [risk]}
            - {name: kind, equal: [claim.kind]}
            - {name: paid, equal: [paid]}
          model_type: gradient_boosted
          retraining_interval: 1 hour
          target_shard_count: 4
          acceptable_shard_imbalance: 20%
          monitoring_metrics: [shard_imbalance]
          outcomes: {topic: order-outcomes, fields: [risk, claim.kind, paid], delay: 30 s}
          """,
          "orders.yaml");

  @Test
  void takesNumbersTextsAndBooleansByPath() {
    assertThat(read("{\"risk\": 2, \"claim\": {\"kind\": \"lost\"}, \"paid\": false}", "o1"))
        .contains(
            new ReceivedOutcome("o1", Map.of("risk", 2.0, "claim.kind", "lost", "paid", false)));
  }

  @Test
  void takesWhatIsThereOfAnOutcomeThatIsNotComplete() {
    assertThat(read("{\"risk\": 0.5, \"claim\": null, \"more\": [1]}", "o1"))
        .contains(new ReceivedOutcome("o1", Map.of("risk", 0.5)));
  }

  @Test
  void takesTheKeyFieldWhereTheMessageHasNoKey() {
    assertThat(read("{\"order\": 17, \"risk\": 0.5}", null))
        .contains(new ReceivedOutcome("17", Map.of("risk", 0.5)));
    assertThat(read("{\"risk\": 0.5}", null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "17",
        "\"risk\"",
        "{}",
        "{\"risk\": {}}",
        "{\"risk\": [1]}",
        "{\"risk\": 1e999}",
        "{\"paid\": null}",
        "\u0000\u0001"
      })
  void leavesOutWhatSaysNothing(String payload) {
    assertThat(read(payload, "o1")).isEmpty();
  }

  private static Optional<ReceivedOutcome> read(String payload, @Nullable String key) {
    return ReceivedOutcome.read(payload.getBytes(StandardCharsets.UTF_8), key, CONFIG);
  }
}
