package io.shardsteer.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.cli.options.ExitCodes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SteerTest {
  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  @Test
  void acceptsTheShippedPipelines() {
    assertThat(run("validate", "../pipelines/bikes.yaml")).isEqualTo(ExitCodes.OK);
    assertThat(run("validate", "../pipelines/retail.yaml")).isEqualTo(ExitCodes.OK);
  }

  @Test
  void explainsItselfAndSaysItsVersion() {
    assertThat(run("--help")).isEqualTo(ExitCodes.OK);
    assertThat(run("--version")).isEqualTo(ExitCodes.OK);
    assertThat(run("help")).isEqualTo(ExitCodes.OK);
    assertThat(run("pause", "--help")).isEqualTo(ExitCodes.OK);
  }

  @Test
  void takesEveryTopicNameThatPulsarTakes() throws Exception {
    for (String topic :
        java.util.List.of(
            "persistent://public/default/orders%2Feu",
            "persistent://public/default/orders eu", "commandes-é", "x~y@z+1$")) {
      Path file =
          Files.writeString(
              folder.resolve("topic.yaml"),
              "pipeline: t\ninput_topic: '%s'\nfeature_extraction_pipeline: [{kind: numeric, field: x}]\n"
                  .formatted(topic));
      assertThat(run("validate", file.toString())).as(topic).isEqualTo(ExitCodes.OK);
    }
    Path slash =
        Files.writeString(
            folder.resolve("slash.yaml"),
            "pipeline: t\ninput_topic: persistent://a/b/c/d\nfeature_extraction_pipeline: [{kind: numeric, field: x}]\n");
    assertThat(run("validate", slash.toString())).isEqualTo(ExitCodes.MISUSED);
    assertThat(err.toString()).contains("the topic has no slash");
  }

  @Test
  void tellsEverythingThatIsWrongInAPipelineFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("wrong.yaml"), "pipelin: bikes\ntarget_shard_count: many\n");

    assertThat(run("validate", file.toString())).isEqualTo(ExitCodes.MISUSED);
    assertThat(err.toString()).contains("wrong.yaml", "pipelin", "target_shard_count");
  }

  @Test
  void tellsWhatIsWrongWithASchemaThatNoRecordCanBeReadBy() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("trips.yaml"),
            """
            pipeline: trips
            input_topic: trips
            format: avro
            format_schema: trip.avsc
            feature_extraction_pipeline:
              - {kind: numeric, field: x}
            """);
    Path schema = folder.resolve("trip.avsc");
    String record = "{'type': 'record', 'name': 'Trip', 'fields': [{'name': 'x', 'type': '%s'}]}";
    record = record.replace('\'', '"');

    Files.writeString(schema, record.formatted("dubble"));
    assertThat(run("validate", file.toString())).isEqualTo(ExitCodes.MISUSED);
    assertThat(err.toString()).contains("trips.yaml", "format_schema: ", "dubble");

    Files.writeString(schema, record.formatted("double"));
    assertThat(run("validate", file.toString())).isEqualTo(ExitCodes.OK);
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThat(run("validate", "nowhere.yaml")).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("nowhere.yaml cannot be read", "Name a pipeline file");
  }

  @Test
  void asksForBothUrlsOrNone() {
    assertThat(run("status", "--admin-url", "http://broker:8080")).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("only one is given", "Give both");
  }

  @Test
  void pointsAtWhatIsWrongInAQuestion() {
    assertThat(run("query", "../pipelines/bikes.yaml", "city = ")).isEqualTo(ExitCodes.MISUSED);
    assertThat(err.toString()).contains("A value is missing, at character 8 of the predicate");

    assertThat(run("locate", "../pipelines/bikes.yaml", "--from", "noon"))
        .isEqualTo(ExitCodes.MISUSED);
    assertThat(err.toString()).contains("--from 'noon' is no time.");
  }

  @Test
  void refusesADemoOfNothing() {
    assertThat(run("demo", "--records", "0")).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("--records is 0.", "at least 1");
  }

  @Test
  void explainsAnUnknownCommand() {
    assertThat(run("depoly")).isEqualTo(ExitCodes.MISUSED);
    assertThat(err.toString()).contains("depoly");
  }

  private int run(String... arguments) {
    CommandLine steer = Steer.commandLine();
    steer.setErr(new PrintWriter(err, true));
    return steer.execute(arguments);
  }
}
