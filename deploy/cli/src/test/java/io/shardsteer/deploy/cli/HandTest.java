package io.shardsteer.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.deploy.cli.hand.OperatorHand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandTest {
  private final ControllerCommand.Origin origin = OperatorHand.origin("maintenance");
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void saysWhoAsksAndWhy() {
    assertThat(origin.who()).isEqualTo(System.getProperty("user.name"));
    assertThat(origin.reason()).isEqualTo("maintenance");
    assertThat(OperatorHand.origin("").id()).isNotEqualTo(origin.id());
  }

  @Test
  void showsWhatTheControllerAnswered() {
    assertThat(show(new CommandAnswer(origin.id(), true, "Models are paused."), false))
        .isEqualTo(Steer.OK);
    assertThat(shown()).isEqualTo("Models are paused.\n");
  }

  @Test
  void aRefusalFails() {
    assertThat(show(new CommandAnswer(origin.id(), false, "Model 7 is not kept."), true))
        .isEqualTo(Steer.FAILED);
    assertThat(shown())
        .isEqualTo(
            """
            {"version":1,"command_id":"%s","state":"refused","message":"Model 7 is not kept."}
            """
                .formatted(origin.id()));
  }

  @Test
  void saysThatACommandWaitsForTheNextController() {
    assertThat(show(null, false)).isEqualTo(Steer.FAILED);
    assertThat(shown()).contains("No controller answered within 10 s", "Do not send it again");
  }

  @Test
  void theFirstScreenSaysWhatIsPausedByWhomAndWhatWaits() {
    ControllerStatus status =
        new ControllerStatus(
            1_000_000,
            17,
            2,
            900_000,
            "on_probation",
            0,
            "",
            "more of the stream",
            List.of(new ControllerStatus.Paused("models", 950_000, "eve", "audit")),
            List.of(
                new ControllerStatus.WaitingCandidate("c3", 3, 1, 2, Map.of(), Map.of("r2", 0.5))),
            4,
            12_345,
            9_000,
            List.of(1.0),
            Map.of());

    assertThat(StatusCommand.controllerLines(status, 1_001_000))
        .containsExactly(
            "Routing by: model version 2 since 1970-01-01T00:15:00Z, revision 17, on probation",
            "Lag: 12.3 s; 4 router instances report; 9,000 samples",
            "Controller waits for: more of the stream",
            "Paused: models since 1970-01-01T00:15:50Z by eve (audit); `deploy/steer resume --models` ends it",
            "Waiting for approval: 1; see `deploy/steer candidates`, then `approve` or `reject`");
    assertThat(StatusCommand.controllerLines(status, 1_200_000).get(0))
        .startsWith("Controller: silent for 200 s");
  }

  private int show(@org.jspecify.annotations.Nullable CommandAnswer answer, boolean isJson) {
    return HandOptions.show(
        origin,
        Optional.ofNullable(answer),
        10,
        isJson,
        new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
