package io.shardsteer.deploy.cli.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.ControllerStatus.WaitingCandidate;
import io.shardsteer.common.message.LoggedDecision;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionsCommandTest {
  @Test
  void printsFiguresThatAreKnownAndNoOthers() {
    String text =
        DecisionsCommand.text(
            new LoggedDecision(
                0,
                "adopted",
                "first_model",
                4,
                1,
                "Model 1 takes over.",
                "",
                Map.of("imbalance", 1.25, "fan_out", Double.NaN),
                Map.of("imbalance", 1.01),
                Map.of()));

    assertThat(text)
        .isEqualTo(
            """
            1970-01-01T00:00:00Z  revision 4, model 1  adopted (first_model)
                Model 1 takes over.
                before    imbalance 1.250
                expected  imbalance 1.010
            """);
  }

  @Test
  void showsACandidateBesideThePresentOrder() {
    var bytes = new ByteArrayOutputStream();
    CandidatesCommand.print(
        List.of(
            new WaitingCandidate(
                "c7", 2, 0, 3_600_000, Map.of("imbalance", 1.1), Map.of("movement", 0.25))),
        new PrintStream(bytes, true, StandardCharsets.UTF_8));

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("Model 2, candidate c7", "expires at 1970-01-01T01:00:00Z")
        .containsPattern("imbalance +1\\.100 +unknown")
        .containsPattern("movement +unknown +0\\.250");
  }
}
