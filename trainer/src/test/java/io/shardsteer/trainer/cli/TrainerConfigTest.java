package io.shardsteer.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.change.KeyRule;
import io.shardsteer.common.change.KeyRule.Effect;
import io.shardsteer.common.change.OtherValues;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.ConfigPush;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerConfigTest {
  private static final PipelineConfig FILE =
      PipelineConfigs.fromYaml(
          """
          pipeline: rides
          input_topic: persistent://public/default/rides
          feature_extraction_pipeline:
            - {kind: numeric, field: hour}
          target_shard_count: 4
          """,
          "pipeline.yaml");

  private final TrainerConfig config = new TrainerConfig(FILE);

  @Test
  void goesOverToAPushedConfiguration() {
    ConfigAnswer answer = push("target_shard_count", 8);
    assertThat(answer)
        .isEqualTo(new ConfigAnswer("p1", "trainer", true, "The next training uses it."));
    assertThat(config.current().shards().targetShardCount()).isEqualTo(8);
  }

  @Test
  void saysWhenNothingChanged() {
    assertThat(push("target_shard_count", 4).message()).isEqualTo("Nothing changed.");
  }

  @Test
  void refusesAnInvalidOneAndStaysWhereItIs() {
    assertRefused(push("target_shard_count", -1), "target_shard_count");
  }

  @Test
  void refusesHyperParametersThatH2oDoesNotKnow() {
    assertRefused(push("model_parameters", Map.of("max_dept", 3)), "Did you mean max_depth?");
  }

  @Test
  void refusesAnotherPipelineOrTopic() {
    assertRefused(push("pipeline", "bikes"), "Start another trainer");
    assertRefused(push("input_topic", "persistent://public/default/other"), "Start another");
  }

  /**
   * Each training reads all that it needs anew, so a trainer takes every change of its pipeline.
   */
  @Test
  void takesEveryKeyOfTheReferenceThatIsOfTheSamePipeline() {
    OtherValues.all()
        .forEach(
            (key, other) -> {
              var trainer = new TrainerConfig(OtherValues.reference());
              var push = new ConfigPush("p1", PipelineConfigs.toMap(other));
              boolean isTaken = KeyRule.of(key).effect() != Effect.NONE;
              assertThat(trainer.take(push).accepted()).as(key).isEqualTo(isTaken);
              assertThat(trainer.current().equals(other)).as(key).isEqualTo(isTaken);
            });
  }

  private void assertRefused(ConfigAnswer answer, String message) {
    assertThat(answer.accepted()).isFalse();
    assertThat(answer.message()).contains(message);
    assertThat(config.current()).isEqualTo(FILE);
  }

  private ConfigAnswer push(String key, Object value) {
    Map<String, Object> map = new LinkedHashMap<>(PipelineConfigs.toMap(FILE));
    map.put(key, value);
    return config.take(new ConfigPush("p1", map));
  }
}
