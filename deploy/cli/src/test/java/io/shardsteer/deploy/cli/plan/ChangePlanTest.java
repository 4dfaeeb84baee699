package io.shardsteer.deploy.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.shardsteer.common.change.KeyRule;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.cli.watch.PipelineState;
import io.shardsteer.deploy.cli.watch.ReadsSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangePlanTest {
  private static final long NOW = 1_800_000_000_000L;

  private static PipelineConfig config(String... keys) {
    return PipelineConfigs.fromYaml(
        """
        pipeline: rides
        input_topic: rides
        feature_extraction_pipeline: [{kind: numeric, field: hour}]
        """
            + String.join("\n", keys),
        "test");
  }

  private static List<String> plan(PipelineConfig next) {
    var state =
        new PipelineState(
            List.of(1_000L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L),
            Map.of(),
            Map.of(),
            RoutingHistory.startingWith(RoutingTable.initial(8)),
            Reshards.NONE,
            List.of(),
            List.of(),
            new ReadsSummary(0, Double.NaN, Map.of()));
    return ChangePlan.of(config(), next, state, NOW).lines();
  }

  @Test
  void showsEachKeyWithWhatBecomesOfItAndWhatMoves() {
    assertThat(plan(config("target_shard_count: 16", "load: bytes")))
        .containsExactly(
            "Pipeline rides would change:",
            "  target_shard_count  8 -> 16",
            "                      takes effect on all parts: the same order, cut anew",
            "  load                records -> bytes",
            "                      needs `deploy`, which restarts the functions: routers weigh their reports by it from their start on",
            "About 50.0 % of the load to come changes its shard. Rows stay where they are and are found there; about 4,000 of 8,000 would move with `steer reshard`.");
  }

  @Test
  void tellsTheLoadThatMovesOnlyOnceTheWindowOpens() {
    assertThat(
            plan(
                config(
                    "target_shard_count: 4",
                    "windows: [{allow: [shard_count], days: [sat], from: 01:00, to: 02:00}]")))
        .element(5, STRING)
        .startsWith("About 75.0 % of the load");
  }

  @Test
  void otherWeightsMoveTheDifferenceOfTheShares() {
    assertThat(plan(config("shard_weights: [3, 1, 1, 1, 1, 1, 1, 1]")))
        .element(3, STRING)
        .startsWith("About 17.5 % of the load");
  }

  @Test
  void saysWhatAChangeOfFeaturesMeans() {
    assertThat(plan(config("text_numbers: [hour]")))
        .anySatisfy(line -> assertThat(line).contains("records are hashed until a new model"));
    assertThat(plan(config()))
        .containsExactly("Pipeline rides runs with this configuration already.");
  }

  @Test
  void theDocumentsTellTheSameOfEveryKey() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    assertThat(KeyRule.all())
        .allSatisfy(
            rule ->
                assertThat(readme)
                    .contains(
                        "| `%s` | %s | %s |"
                            .formatted(
                                rule.key(),
                                switch (rule.effect()) {
                                  case PUSH -> rule.partsText();
                                  case DEPLOY -> "`deploy`";
                                  case NONE -> "no";
                                },
                                rule.why())));
  }
}
