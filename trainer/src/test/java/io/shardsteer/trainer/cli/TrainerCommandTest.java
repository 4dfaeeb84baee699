package io.shardsteer.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.pulsar.PulsarLogin;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerCommandTest {
  private static final String PIPELINE =
      """
      pipeline: rides
      input_topic: persistent://public/default/rides
      feature_extraction_pipeline:
        - {kind: numeric, field: hour}
      target_shard_count: 4
      model_type: gradient_boosted
      """;

  @TempDir private Path folder;

  private final StringWriter errors = new StringWriter();

  @Test
  void namesAFileThatIsNotThere() {
    assertThat(run(folder.resolve("missing.yaml").toString())).isEqualTo(2);
    assertThat(errors.toString()).contains("missing.yaml cannot be read");
  }

  @Test
  void asksForTheFile() {
    assertThat(run()).isEqualTo(2);
    assertThat(errors.toString()).contains("Missing required parameter: 'FILE'");
  }

  @Test
  void namesWhatIsWrongInTheFile() throws IOException {
    Path file = write(PIPELINE.replace("target_shard_count: 4", "target_shard_count: 0"));
    assertThat(run(file.toString())).isEqualTo(2);
    assertThat(errors.toString()).contains("target_shard_count").contains("pipeline.yaml");
  }

  @Test
  void namesHyperParametersThatH2oDoesNotKnow() throws IOException {
    Path file = write(PIPELINE + "model_parameters: {tree_count: 3}\n");
    assertThat(run(file.toString())).isEqualTo(2);
    assertThat(errors.toString()).contains("model_parameters.tree_count").contains("ntrees");
  }

  @Test
  void refusesNoTimeForTraining() throws IOException {
    assertThat(run(write(PIPELINE).toString(), "--max-runtime", "0")).isEqualTo(2);
    assertThat(errors.toString()).contains("--max-runtime must be at least 1");
  }

  @Test
  void printsNoSecrets() {
    var access =
        new PulsarAccess(
            "pulsar://a", "http://a", new PulsarLogin("token", "token:hidden", "", true));
    assertThat(access.toString()).contains("authentication=token").doesNotContain("hidden");
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("pipeline.yaml"), yaml);
  }

  private int run(String... arguments) {
    return TrainerCommand.commandLine(new TrainerCommand())
        .setErr(new PrintWriter(errors, true))
        .execute(arguments);
  }
}
