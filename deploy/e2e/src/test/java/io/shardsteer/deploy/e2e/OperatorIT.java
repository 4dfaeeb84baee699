package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardsteer.common.message.LoggedDecision;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What operators do with a pipeline whose models they approve, by the commands that they type,
 * while records keep coming and the controller and a router are killed in the middle. Each test
 * goes on from where the one before it left the pipeline.
 */
@OnServers
@TestMethodOrder(OrderAnnotation.class)
final class OperatorIT {
  private static final int PER_SECOND = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final PipelineFile FILE =
      PipelineFile.named("operator")
          .with(
              "  report_interval: 1 second",
              "  report_interval: 1 second\n  adoption: by_approval");

  private String yaml;
  @AutoClose private Pipeline pipeline;
  @AutoClose private NumberedPublisher publisher;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    pipeline = Pipeline.deploy(servers, FILE, 2);
    pipeline.startTrainer("trainer");
    yaml = pipeline.write("operator", FILE);
    publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0);
  }

  @Test
  @Order(1)
  void aCandidateWaitsForItsOperatorThroughARestartOfTheController() throws Exception {
    pipeline.decisionLog().await("awaits_approval");
    String candidate = onlyCandidate().path("id").asText();
    assertThat(onlyCandidate().path("expected").path("predicted_fan_out").asDouble()).isPositive();

    pipeline.restartController();
    assertThat(onlyCandidate().path("id").asText()).isEqualTo(candidate);
    assertThat(pipeline.past().modelVersions()).as("models that route").containsExactly(0);

    steer("approve", yaml, "--candidate", candidate, "--reason", "reads one shard instead of four");
    LoggedDecision adopted = pipeline.decisionLog().await("adopted");
    assertThat(adopted.who()).isEqualTo(System.getProperty("user.name"));
    assertThat(adopted.message()).contains("reads one shard instead of four");
    pipeline.decisionLog().await("settled", entry -> entry.trigger().equals("probation"));
  }

  @Test
  @Order(2)
  void aCandidateIsRefusedWithTheOperatorsReason() throws Exception {
    long waited = pipeline.decisionLog().count("awaits_approval");
    steer("retrain", yaml, "--reason", "a second opinion");
    pipeline.decisionLog().awaitAfter("awaits_approval", waited);
    steer("reject", yaml, "--reason", "not before the sale");

    LoggedDecision refused = pipeline.decisionLog().await("refused", OperatorIT::isByOperator);
    assertThat(refused.message()).contains("not before the sale");
    assertThat(json("candidates", yaml).path("candidates")).isEmpty();
  }

  @Test
  @Order(3)
  void pausedSplitPointsStayWhileTheStreamMovesAndPartsAreKilled() throws Exception {
    steer("pause", yaml, "--rebalancing", "--reason", "stock taking");
    long rebalances = pipeline.decisionLog().count("rebalanced");
    int routers = pipeline.instancesByIncarnation().size();
    pipeline.restartController();
    pipeline.routers().get(0).kill();
    publisher.moveTo(Places.ONE_TOWN);
    pipeline.awaitNewRouter(routers, Duration.ofMinutes(3));
    publisher.awaitMore(10 * PER_SECOND);

    assertThat(pipeline.decisionLog().count("rebalanced")).isEqualTo(rebalances);
    JsonNode pause = json("status", yaml).path("controller").path("pauses").path(0);
    assertThat(pause.path("what").asText()).isEqualTo("rebalancing");
    assertThat(pause.path("who").asText()).isEqualTo(System.getProperty("user.name"));
    assertThat(pause.path("reason").asText()).isEqualTo("stock taking");

    steer("resume", yaml, "--rebalancing");
    pipeline.decisionLog().awaitAfter("rebalanced", rebalances);
    assertThat(json("status", yaml).path("controller").path("pauses")).isEmpty();
  }

  @Test
  @Order(4)
  void rollsBackToHashingAndToAModelAndKeepsModelsPaused() throws Exception {
    int model = pipeline.past().newest().model().version();
    assertThat(model).isPositive();
    steer("rollback", yaml, "--hash", "--reason", "the model looks wrong");
    LoggedDecision back = pipeline.decisionLog().await("rolled_back");
    assertThat(back.modelVersion()).isZero();
    assertThat(back.message()).contains("the model looks wrong");

    pipeline.restartController();
    assertThat(pipeline.past().newest().model().isHash()).isTrue();
    assertThat(json("status", yaml).path("controller").path("pauses").path(0).path("what").asText())
        .isEqualTo("models");

    steer("rollback", yaml, "--to", "v" + model);
    pipeline.decisionLog().await("rolled_back", entry -> entry.modelVersion() == model);
    SteerRun unknown = pipeline.run("rollback", yaml, "--to", "v99");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.out()).contains("No routing table with model 99 is known.");
    steer("resume", yaml, "--models");
  }

  @Test
  @Order(5)
  void aPlanSaysWhatAPushWouldDoAndChangesNothing() throws Exception {
    PipelineFile more = FILE.with("target_shard_count: 4", "target_shard_count: 6");
    String other = pipeline.write("more-shards", more);
    int shards = pipeline.past().shards().size();
    JsonNode plan = json("push-config", other, "--plan");
    assertThat(plan.path("keys").findValuesAsText("key")).containsExactly("target_shard_count");
    assertThat(plan.path("pushable").asBoolean()).isTrue();
    assertThat(pipeline.past().shards()).hasSize(shards);
  }

  @Test
  @Order(6)
  void aSecondConfigurationIsScoredOnTheLiveStreamWithoutRouting() throws Exception {
    PipelineFile boosted = FILE.with("model_type: decision_tree", "model_type: gradient_boosted");
    String other = pipeline.write("boosted", boosted);
    Set<Integer> models = pipeline.past().modelVersions();
    JsonNode scored = json("shadow", other);
    assertThat(scored.path("figures").path("predicted_fan_out").asDouble()).isPositive();
    assertThat(pipeline.past().modelVersions()).isEqualTo(models);
  }

  /** Five shards, once it is allowed. */
  private static PipelineFile windows(String days) {
    return FILE.with("target_shard_count: 4", "target_shard_count: 5")
        .with(
            "control:",
            "windows: [{allow: [shard_count, rebalancing], days: [%s]}]\ncontrol:".formatted(days));
  }

  @Test
  @Order(7)
  void shardCountAndSplitPointsWaitForTheirWindowThroughARestart() throws Exception {
    String notToday =
        LocalDate.now(ZoneOffset.UTC)
            .plusDays(3)
            .getDayOfWeek()
            .getDisplayName(TextStyle.SHORT, Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    steer("push-config", pipeline.write("closed", windows(notToday)));
    LoggedDecision waits =
        pipeline.decisionLog().await("reconfigured", it -> it.message().contains("Shards stay"));
    assertThat(waits.message()).contains("Shards stay 4 instead of 5 until 2");
    pipeline.restartController();
    long rebalances = pipeline.decisionLog().count("rebalanced");
    publisher.moveTo(Places.FOUR_TOWNS);
    publisher.awaitMore(10 * PER_SECOND);
    assertThat(pipeline.decisionLog().count("rebalanced")).isEqualTo(rebalances);
    assertThat(pipeline.past().newest().shards()).hasSize(4);
    assertThat(json("status", yaml).path("controller").path("waitingFor").asText())
        .contains("Shards stay 4 instead of 5", "Split points stay until 2");

    steer("push-config", pipeline.write("open", windows("mon, tue, wed, thu, fri, sat, sun")));
    pipeline.decisionLog().await("reconfigured", it -> it.trigger().equals("target_shard_count"));
    assertThat(pipeline.past().newest().shards()).hasSize(5);
  }

  @Test
  @Order(8)
  void pinnedKeysHaveAShardToThemselvesAndQueriesKnowWhich() throws Exception {
    PipelineFile five = FILE.with("target_shard_count: 4", "target_shard_count: 5");
    PipelineFile unread =
        five.with("control:", "pins: [{field: note, values: [unread], shard: 1}]\ncontrol:");
    SteerRun refused = pipeline.run("push-config", pipeline.write("unread-pin", unread));
    assertThat(refused.exitCode()).isPositive();
    assertThat(refused.out() + refused.err()).contains("running routers do not read note");

    PipelineFile pinned =
        five.with(
            "control:",
            "pins: [{key: [key-7, key-8], shard: 2, exclusive: true}, {field: kind, values: [tram], shard: 1}]\ncontrol:");
    String file = pipeline.write("pinned", pinned);
    assertThat(json("push-config", file, "--plan").path("keys").findValuesAsText("key"))
        .containsExactlyInAnyOrder("windows", "pins");
    int routers = pipeline.instancesByIncarnation().size();
    steer("push-config", file);
    LoggedDecision reconfigured =
        pipeline.decisionLog().await("reconfigured", it -> it.trigger().equals("pins"));
    assertThat(reconfigured.message()).contains("key key-7, key-8 to shard 2, alone");
    pipeline.restartController();
    pipeline.routers().get(0).kill();
    pipeline.awaitNewRouter(routers, Duration.ofMinutes(3));
    String since = Instant.now().toString();
    publisher.awaitMore(10 * PER_SECOND);

    assertThat(shardsOf("@key = 'key-7'", since)).containsExactly(2);
    assertThat(shardsOf("@key = 'key-9' and kind = 'tram'", since)).containsExactly(1);
    assertThat(shardsOf("@key = 'key-9' and kind = 'bus'", since)).doesNotContain(2);
    assertThat(shardsOf("kind = 'tram'", since)).containsExactlyInAnyOrder(1, 2);
    assertThat(rowsOf("@key in ('key-7', 'key-8')", since, false))
        .isEqualTo(rowsOf("@key in ('key-7', 'key-8')", since, true))
        .isPositive();
    assertThat(rowsOf("kind = 'tram' and x < 0.5", since, false))
        .isEqualTo(rowsOf("kind = 'tram' and x < 0.5", since, true))
        .isPositive();
  }

  /** By the table in force; a router that was killed may have left word of an older one. */
  private Set<Integer> shardsOf(String predicate, String since) throws Exception {
    Set<Integer> shards = new TreeSet<>();
    for (JsonNode table : json("locate", yaml, during(predicate, since)).path("tables")) {
      if (table.path("why").asText().equals("in_force")) {
        table.path("shards").forEach(shard -> shards.add(shard.asInt()));
      }
    }
    return shards;
  }

  private static String during(String predicate, String since) {
    return "%s and @publish_time in %s..%s"
        .formatted(predicate, since, Instant.parse(since).plusSeconds(8));
  }

  private long rowsOf(String predicate, String since, boolean everywhere) throws Exception {
    List<String> command = new ArrayList<>(List.of("query", yaml, during(predicate, since)));
    command.addAll(List.of("--format", "json"));
    if (everywhere) {
      command.add("--everywhere");
    }
    return steer(command.toArray(String[]::new)).lines().size();
  }

  @Test
  @Order(9)
  void everyHandIsInTheDecisionLogAndNoRecordWasLostOrDoubled() throws Exception {
    List<JsonNode> decisions = new ArrayList<>();
    for (String line :
        steer("decisions", yaml, "--kind", "paused,resumed,rolled_back", "--output", "json")
            .lines()) {
      decisions.add(JSON.readTree(line));
    }
    assertThat(decisions)
        .extracting(decision -> decision.path("decision").asText())
        .containsExactly("paused", "resumed", "rolled_back", "rolled_back", "resumed");
    assertThat(decisions)
        .allSatisfy(
            decision ->
                assertThat(decision.path("who").asText())
                    .isEqualTo(System.getProperty("user.name")));
    publisher.close();
    pipeline.account().mustBeBalanced();
  }

  /** A router that was killed has written rows that it never reported. */
  @Test
  @Order(10)
  void tablesHoldNearlyWhatTheControllerCounted() throws Exception {
    long rows = 0;
    long surplus = 0;
    for (JsonNode shard : json("status", yaml, "--count").path("stored")) {
      rows += shard.path("rows").asLong();
      surplus += Math.abs(shard.path("surplus").asLong());
    }
    assertThat(rows).isPositive();
    assertThat(surplus).isLessThan(rows / 20);
  }

  private static boolean isByOperator(LoggedDecision decision) {
    return !decision.who().isEmpty();
  }

  private JsonNode onlyCandidate() throws Exception {
    JsonNode candidates = json("candidates", yaml).path("candidates");
    assertThat(candidates).hasSize(1);
    return candidates.path(0);
  }

  private JsonNode json(String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--output", "json"));
    return JSON.readTree(steer(all.toArray(String[]::new)).out());
  }

  /** A command that succeeds. */
  private SteerRun steer(String... command) throws Exception {
    SteerRun run = pipeline.run(command);
    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    return run;
  }
}
