package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.deploy.stack.Installation;
import io.shardsteer.deploy.stack.StackServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A console that a real Prometheus scrapes: every panel and every rule has data, and the rules that
 * wake people fire when they should and end by themselves. Each test leaves the pipeline well.
 */
@OnServers
@TestMethodOrder(OrderAnnotation.class)
final class MonitoringIT {
  private static final Path MONITORING = Installation.find().shipped("monitoring");
  private static final Pattern CONSOLE = Pattern.compile("Console: http://(\\S+)/");
  private static final Pattern SELECTOR = Pattern.compile("shardsteer_[a-z0-9_]+");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Servers servers;
  private String yaml;
  @AutoClose private Pipeline pipeline;
  @AutoClose private NumberedPublisher publisher;
  @AutoClose private SteerCommand console;
  @AutoClose private Prometheus prometheus;
  private String consoleAddress;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    assumeTrue(Prometheus.isInstalled(), "There is no prometheus on this machine.");
    this.servers = servers;
    PipelineFile file = PipelineFile.named("monitored");
    pipeline = Pipeline.deploy(servers, file, 1);
    pipeline.startTrainer("trainer");
    Path folder = servers.folder("monitored");
    yaml = pipeline.write("pipeline", file);
    console = pipeline.steer("console", file, "console", "--port", "0");
    console.awaitOutput("Console: ");
    Matcher address = CONSOLE.matcher(console.output());
    assertThat(address.find()).isTrue();
    consoleAddress = address.group(1);
    prometheus = Prometheus.start(folder.resolve("prometheus"), consoleAddress);
    publisher = pipeline.publish(Places.FOUR_TOWNS, 300, 0.005);
    pipeline.decisionLog().await("adopted");
    pipeline.decisionLog().await("settled", entry -> entry.trigger().equals("probation"));
  }

  @Test
  @Order(1)
  void everyPanelAndEveryRuleHasData() throws Exception {
    List<String> expressions = new ArrayList<>(panels());
    for (String rule : rules()) {
      SELECTOR.matcher(rule).results().forEach(metric -> expressions.add(metric.group()));
    }
    assertThat(expressions).hasSizeGreaterThan(40);
    try (Questions questions = pipeline.questions()) {
      questions.awaitRounds(3);
      for (String expression : expressions) {
        Awaitility.await(expression)
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> !prometheus.query(expression).isEmpty());
      }
    }
  }

  private static List<String> panels() throws IOException {
    List<String> expressions = new ArrayList<>();
    try (Stream<Path> files = Files.list(MONITORING.resolve("grafana/dashboards"))) {
      for (Path file : files.toList()) {
        for (JsonNode panel : new ObjectMapper().readTree(file.toFile()).path("panels")) {
          panel
              .path("targets")
              .forEach(
                  target ->
                      expressions.add(target.path("expr").asText().replace("$pipeline", ".*")));
        }
      }
    }
    return expressions;
  }

  private static List<String> rules() throws IOException {
    return new YAMLMapper()
        .readTree(MONITORING.resolve("alerts.yml").toFile())
        .findValuesAsText("expr");
  }

  @Test
  @Order(2)
  void rejectedRecordsWakeSomebody() throws Exception {
    try (NumberedPublisher garbage = pipeline.publish(Places.FOUR_TOWNS, 100, 0.5)) {
      prometheus.awaitAlert("RejectedRecords");
      garbage.awaitMore(100);
    }
    prometheus.awaitEndOf("RejectedRecords");
  }

  @Test
  @Order(3)
  void aStoreThatStandsStillWakesSomebody() throws Exception {
    StackServer cassandra = servers.stack().cassandra();
    cassandra.pause();
    try {
      prometheus.awaitAlert("InFlightFull");
      prometheus.awaitAlert("RoutingStandstill");
    } finally {
      cassandra.resume();
    }
    prometheus.awaitAlert("StoreSlow");
    prometheus.awaitEndOf("InFlightFull");
    prometheus.awaitEndOf("RoutingStandstill");
  }

  @Test
  @Order(4)
  void shardsThatNobodyMayRebalanceWakeSomebody() throws Exception {
    assertThat(pipeline.run("pause", yaml).exitCode()).isZero();
    publisher.moveTo(Places.ONE_TOWN);
    prometheus.awaitAlert("PausedForLong");
    prometheus.awaitAlert("ShardImbalance");
    assertThat(pipeline.run("resume", yaml).exitCode()).isZero();
    prometheus.awaitEndOf("PausedForLong");
  }

  @Test
  @Order(5)
  void theConsolePlansPushesAndScoresConfigurations() throws Exception {
    PipelineFile calmer =
        PipelineFile.named("monitored")
            .with("acceptable_shard_imbalance: 30%", "acceptable_shard_imbalance: 40%");
    assertThat(post("plan", calmer, 200).path("keys").findValuesAsText("key"))
        .contains("acceptable_shard_imbalance");
    assertThat(post("push-config", calmer, 200).path("applied").asBoolean()).isTrue();
    LoggedDecision pushed =
        pipeline.decisionLog().await("reconfigured", entry -> entry.who().equals("ann"));
    assertThat(pushed.message()).contains("Reason: calmer nights");
    PipelineFile boosted = calmer.with("model_type: decision_tree", "model_type: gradient_boosted");
    assertThat(post("shadow", boosted, 200).path("figures").path("predicted_fan_out").asDouble())
        .isPositive();
    assertThat(post("plan", PipelineFile.named("other"), 400).path("error").asText())
        .contains("The file is of pipeline other");
  }

  private JsonNode post(String what, PipelineFile file, int status) throws Exception {
    ObjectMapper json = new ObjectMapper();
    String body =
        json.createObjectNode()
            .put("file", file.text())
            .put("who", "ann")
            .put("reason", "calmer nights")
            .toString();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://%s/api/v1/pipelines/monitored/%s".formatted(consoleAddress, what)))
            .header("Content-Type", "application/json")
            .header("X-Shardsteer-Console", "test")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return json.readTree(response.body());
  }
}
