package io.shardsteer.deploy.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.message.ControllerCheckpoint.Corrections;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.ControllerStatus.Paused;
import io.shardsteer.common.message.ControllerStatus.Rows;
import io.shardsteer.deploy.cli.rollout.Subscriptions.Backlog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
  @Test
  void showsWhatWaitsAndSinceWhen() {
    assertThat(StatusCommand.backlog(new Backlog(0, 0, 0), 60_000))
        .isEqualTo("Input: nothing waits");
    assertThat(StatusCommand.backlog(new Backlog(1_200, 7, 20_000), 60_000))
        .isEqualTo(
            "Input: 1,200 messages wait, 7 of them delivered and not acknowledged, the oldest since 40.0 s");
    assertThat(StatusCommand.backlog(new Backlog(1, 1, 0), 60_000))
        .isEqualTo("Input: 1 messages wait, 1 of them delivered and not acknowledged");
  }

  @Test
  void showsWhatTheControllerWaitsForAndWhoHasPausedIt() {
    ControllerStatus status =
        new ControllerStatus(
            60_000,
            12,
            3,
            0,
            "on_probation",
            0,
            "",
            "No reports from r/1.",
            List.of(new Paused("models", 0, "ann", "release day")),
            List.of(),
            2,
            1_500,
            9_000,
            List.of(),
            "customer-17",
            Map.of("hot_key_share", 0.6),
            Rows.NONE,
            Corrections.NONE);

    assertThat(StatusCommand.controllerLines(status, config("")))
        .containsExactly(
            "Controller: on probation, 2 router instances, slowest 1.5 s behind, 9,000 samples",
            "  waits: No reports from r/1.",
            "  rows move by hand: no move is under way",
            "  hot key: 'customer-17' holds 60.0 % of the load, more than a shard; pin it, exclusive: true, or divide it, keep_key_together: false",
            "  paused: models since 1970-01-01T00:00:00Z by ann: release day; `steer resume` ends it");
  }

  private static PipelineConfig config(String keys) {
    return PipelineConfigs.fromYaml(
        """
        pipeline: rides
        input_topic: rides
        feature_extraction_pipeline: [{kind: numeric, field: hour}]
        """
            + keys,
        "rides.yaml");
  }

  @Test
  void showsHowFarRowsAreThatMoveByThemselvesAndWhatTheyWaitFor() {
    assertThat(rowLines(new Rows("automatic", "idle", 0, 0, 0, 0, 0, "Rows stay: why.")))
        .containsExactly("  rows move automatically: no move is under way", "    Rows stay: why.");
    assertThat(rowLines(new Rows("automatic", "asked", 0, 0, 0, 0, 0, "")))
        .containsExactly("  rows move automatically: a move is asked for");
    assertThat(rowLines(new Rows("automatic", "deleting", 3, 70, 9_000, 9_000, 1_200, "")))
        .containsExactly(
            "  rows move automatically: move 3 to revision 70 is deleting, 9,000 of 9,000 rows copied, 1,200 deleted");
  }

  private static List<String> rowLines(Rows rows) {
    ControllerStatus status =
        new ControllerStatus(
            0,
            0,
            0,
            0,
            "settled",
            0,
            "",
            "",
            List.of(),
            List.of(),
            1,
            0,
            0,
            List.of(),
            "",
            Map.of(),
            rows,
            Corrections.NONE);
    List<String> lines = StatusCommand.controllerLines(status, config(""));
    return lines.subList(1, lines.size());
  }
}
