package io.shardsteer.deploy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardsteer.common.message.LoggedDecision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void theReportHoldsWhatTheTerminalShows() {
    JsonNode report = new ObjectMapper().valueToTree(summary(List.of()));

    assertThat(report.path("passed").asBoolean()).isTrue();
    assertThat(report.path("counts").path("in_shard_topics").asLong()).isEqualTo(100);
    assertThat(report.path("size_imbalance").asDouble()).isEqualTo(1.02);
    assertThat(report.path("trainings").path(0).path("trigger").asText()).isEqualTo("first_model");
  }

  @Test
  void tellsAStrangerWhetherItPassed() {
    assertThat(SummaryText.lines(summary(List.of()))).anyMatch(line -> line.startsWith("PASSED"));
    assertThat(SummaryText.lines(summary(List.of("3 records are gone."))))
        .contains("FAILED:", "  3 records are gone.");
  }

  @Test
  void readsTrainingsAndTheirOutcomesFromTheDecisionLog() {
    List<Summary.Training> trainings =
        Trainings.of(
            List.of(
                entry("retrain_requested", "first_model", "enough samples"),
                entry("rebalanced", "sizes", "split points move"),
                entry("adopted", "first_model", "model 1"),
                entry("retrain_requested", "shard_imbalance", "rates are uneven")));

    assertThat(trainings)
        .containsExactly(
            new Summary.Training("first_model", "enough samples", "adopted: model 1"),
            new Summary.Training(
                "shard_imbalance", "rates are uneven", "still in training at the end"));
  }

  @Test
  void quantilesAreValuesThatOccurred() {
    double[] sorted = {1, 2, 3, 4};

    assertThat(Demo.quantile(sorted, 0.5)).isEqualTo(2);
    assertThat(Demo.quantile(sorted, 0.99)).isEqualTo(4);
    assertThat(Demo.quantile(new double[0], 0.5)).isNaN();
  }

  private static LoggedDecision entry(String kind, String trigger, String message) {
    return new LoggedDecision(0, kind, trigger, 1, 1, message, "", Map.of(), Map.of(), Map.of());
  }

  private static Summary summary(List<String> problems) {
    return new Summary(
        "bikes",
        "bikes.csv.gz",
        new Summary.Counts(100, 100, 0, 100, 0, 0, Map.of()),
        List.of(51L, 49L),
        1.02,
        1.1,
        new Summary.FanOut(1_000, 1.2, 2, 1.3, 1.5, 2),
        List.of(0, 1),
        3,
        1,
        List.of(new Summary.Training("first_model", "enough samples", "adopted: model 1")),
        1_000,
        5,
        20,
        9,
        0.1,
        40,
        null,
        problems);
  }
}
