package io.shardsteer.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SteerTest {
  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  @Test
  void acceptsTheShippedPipelines() {
    assertThat(run("validate", "../pipelines/bikes.yaml")).isEqualTo(Steer.OK);
    assertThat(run("validate", "../pipelines/retail.yaml")).isEqualTo(Steer.OK);
  }

  @Test
  void tellsEverythingThatIsWrongInAPipelineFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("wrong.yaml"), "pipelin: bikes\ntarget_shard_count: many\n");

    assertThat(run("validate", file.toString())).isEqualTo(Steer.MISUSED);
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
    assertThat(run("validate", file.toString())).isEqualTo(Steer.MISUSED);
    assertThat(err.toString()).contains("trips.yaml", "format_schema: ", "dubble");

    Files.writeString(schema, record.formatted("double"));
    assertThat(run("validate", file.toString())).isEqualTo(Steer.OK);
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThat(run("validate", "nowhere.yaml")).isEqualTo(Steer.FAILED);
    assertThat(err.toString()).contains("nowhere.yaml cannot be read", "Name a pipeline file");
  }

  @Test
  void asksForBothUrlsOrNone() {
    assertThat(run("status", "--admin-url", "http://broker:8080")).isEqualTo(Steer.FAILED);
    assertThat(err.toString()).contains("only one is given", "Give both");
  }

  @Test
  void pointsAtWhatIsWrongInAQuestion() {
    assertThat(run("query", "../pipelines/bikes.yaml", "city = ")).isEqualTo(Steer.MISUSED);
    assertThat(err.toString()).contains("A value is missing, at character 8 of the predicate");

    assertThat(run("locate", "../pipelines/bikes.yaml", "--from", "noon")).isEqualTo(Steer.MISUSED);
    assertThat(err.toString()).contains("--from 'noon' is no time.");
  }

  @Test
  void refusesADemoOfNothing() {
    assertThat(run("demo", "--records", "0")).isEqualTo(Steer.FAILED);
    assertThat(err.toString()).contains("--records is 0.", "at least 1");
  }

  @Test
  void showsItsHelpAndItsVersion() {
    StringWriter out = new StringWriter();
    CommandLine steer = Steer.commandLine().setOut(new PrintWriter(out, true));

    assertThat(steer.execute("--help")).isEqualTo(Steer.OK);
    assertThat(out.toString()).contains("Usage: steer", "deploy", "Exit codes:");
    assertThat(steer.execute("--version")).isEqualTo(Steer.OK);
    assertThat(out.toString()).contains("shardsteer ", "Java ");
    assertThat(steer.execute("deploy", "--help")).isEqualTo(Steer.OK);
  }

  @Test
  void takesTheTopicNamesThatPulsarTakes() throws Exception {
    for (String topic : List.of("orders%2Feu", "orders eu", "commandes-é", "x~y@z+1$")) {
      for (String place : List.of("", "public/default/", "persistent://public/default/")) {
        Path file =
            Files.writeString(
                folder.resolve("p.yaml"),
                """
                pipeline: p
                input_topic: "%s"
                feature_extraction_pipeline: [{kind: numeric, field: price}]
                """
                    .formatted(place + topic));
        assertThat(run("validate", file.toString())).as(place + topic).isEqualTo(Steer.OK);
      }
    }
    Path file =
        Files.writeString(
            folder.resolve("p.yaml"),
            "pipeline: p\ninput_topic: a/b\n"
                + "feature_extraction_pipeline: [{kind: numeric, field: price}]\n");
    assertThat(run("validate", file.toString())).isEqualTo(Steer.MISUSED);
  }

  @Test
  void explainsAnUnknownCommand() {
    assertThat(run("depoly")).isEqualTo(Steer.MISUSED);
    assertThat(err.toString()).contains("depoly");
  }

  private int run(String... arguments) {
    CommandLine steer = Steer.commandLine();
    steer.setErr(new PrintWriter(err, true));
    return steer.execute(arguments);
  }
}
