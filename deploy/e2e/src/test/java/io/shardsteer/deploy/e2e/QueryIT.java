package io.shardsteer.deploy.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.deploy.cli.rollout.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The command lines that find records again, as an operator runs them. */
@OnServers
@Tag("faults")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class QueryIT {
  private static final int PER_SECOND = 500;

  /** Of a test that would have to wait otherwise. */
  private static final int AFTER_A_WHILE = Order.DEFAULT + 1;

  /** Of a test that leaves another model behind. */
  private static final int LAST = Order.DEFAULT + 2;

  private static final String BOX = "x in 0.1..0.25 and y in 0.7..0.9";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PipelineFile file =
      PipelineFile.named("asked")
          .with(
              "{metric: shard_imbalance,",
              "{metric: query_latency}\n  - {metric: shard_imbalance,");

  /** The records as they were published, by id. */
  private final Map<String, JsonNode> records = new TreeMap<>();

  @TempDir Path folder;
  @AutoClose private Pipeline pipeline;
  private Servers servers;
  private String yaml;
  private long steeredFrom;

  @BeforeAll
  void fill(Servers servers, @TempDir Path files) throws Exception {
    this.servers = servers;
    yaml = Files.writeString(files.resolve("asked.yaml"), file.text()).toString();
    pipeline = Pipeline.deploy(servers, file, 1);
    pipeline.startTrainer("trainer");
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      pipeline.decisionLog().await("adopted");
      steeredFrom = pipeline.past().modelledFromMillis();
      publisher.awaitMore(8 * PER_SECOND);
    }
    pipeline.account().mustBeBalanced();
    Held held = Held.of(servers, pipeline.config(), pipeline.past().shards());
    for (var message : held.input()) {
      JsonNode record = JSON.readTree(message.getData());
      records.put(record.get("id").asText(), record);
    }
  }

  private Set<String> idsWhere(Predicate<JsonNode> wanted) {
    return records.entrySet().stream()
        .filter(record -> wanted.test(record.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isInTheBox(JsonNode record) {
    double x = record.get("x").asDouble();
    double y = record.get("y").asDouble();
    return x >= 0.1 && x <= 0.25 && y >= 0.7 && y <= 0.9;
  }

  @Test
  void printsAllRowsThatMatchAsCsv() throws Exception {
    SteerRun run = pipeline.run("query", yaml, BOX, "--format", "csv");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.lines().get(0)).isEqualTo("shard,publish_time,key,record_id,x,y");
    Set<String> expected = idsWhere(QueryIT::isInTheBox);
    List<String> rows = run.lines().subList(1, run.lines().size());
    assertThat(rows.stream().map(row -> row.split(",")[3])).hasSameElementsAs(expected);
    assertThat(rows).hasSameSizeAs(expected);
    for (String row : rows) {
      JsonNode record = Objects.requireNonNull(records.get(row.split(",")[3]));
      assertThat(row).endsWith("," + record.get("x").asText() + "," + record.get("y").asText());
    }
  }

  @Test
  void printsRowsAsJsonTheNewestFirst() throws Exception {
    SteerRun run =
        pipeline.run(
            "query",
            yaml,
            "kind = tram",
            "--format",
            "json",
            "--order",
            "newest_first",
            "--limit",
            "25");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("25 rows from", "there may be more (--limit)");
    assertThat(run.lines()).hasSize(25);
    Instant later = Instant.MAX;
    for (String line : run.lines()) {
      JsonNode row = JSON.readTree(line);
      Instant published = Instant.parse(row.get("publish_time").asText());
      assertThat(published).isBeforeOrEqualTo(later);
      later = published;
      assertThat(row.get("record")).isEqualTo(records.get(row.get("record_id").asText()));
      assertThat(row.get("record").get("kind").asText()).isEqualTo("tram");
    }
  }

  @Test
  @Order(AFTER_A_WHILE)
  void explainsWhichShardsWereRuledOutAndLocatesTheSameOnes() throws Exception {
    awaitSettled();
    String from = Instant.ofEpochMilli(steeredFrom).toString();
    SteerRun run =
        pipeline.run(
            "query", yaml, BOX, "--from", from, "--explain", "--limit", "5", "--fields", "kind,x");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.lines()).hasSize(6);
    assertThat(run.lines().get(0)).matches("shard +publish_time +key +record_id +kind +x");
    assertThat(run.err())
        .contains("of the 4 shards that hold rows of that time can hold matches")
        .contains("in force", "matches lie at positions", "ruled out, as no match can lie there");

    SteerRun located = pipeline.run("locate", yaml, BOX, "--from", from);
    assertThat(located.exitCode()).as(located.err()).isZero();
    List<Integer> shards = located.lines().stream().map(Integer::valueOf).toList();
    assertThat(shards).hasSizeLessThan(4).isSorted();
    assertThat(run.err()).contains("can hold matches: " + shards);
    assertThat(run.lines().stream().skip(1).map(line -> Integer.valueOf(line.split(" ")[0])))
        .isSubsetOf(shards);
  }

  @Test
  void explainsWhereARecordGoesNowAndWentBefore() throws Exception {
    SteerRun newest =
        pipeline.run(
            "query", yaml, "", "--format", "json", "--order", "newest_first", "--limit", "1");
    JsonNode row = JSON.readTree(newest.out());
    Path record = folder.resolve("record.json");
    Files.writeString(record, row.get("record").toString());

    SteerRun run =
        pipeline.run(
            "explain",
            record.toString(),
            yaml,
            "--key",
            row.get("key").asText(),
            "--revisions",
            "1000");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("Model \\d+ puts it at position")
        .contains("Routing tables, the newest first:", "<- now")
        .containsPattern("x +" + row.get("record").get("x").asDouble() + " +(yes|no)")
        .contains("the beginning", " away");
    String revision = row.get("revision").asText();
    String line =
        run.lines().stream()
            .filter(it -> it.matches(" +" + revision + " +(\\d+|hash) .*"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(run.out()));
    assertThat(line.trim().split(" +")[4]).as(line).isEqualTo(row.get("shard").asText());
  }

  @Test
  void saysWhatIsWrongWithAQuestion() throws Exception {
    SteerRun syntax = pipeline.run("query", yaml, "x in 0.1.. and y >< 3");
    assertThat(syntax.exitCode()).isEqualTo(2);
    assertThat(syntax.err()).contains("at character 19 of the predicate", "^");

    SteerRun field = pipeline.run("query", yaml, "xx > 0.5");
    assertThat(field.exitCode()).isZero();
    assertThat(field.err())
        .contains("0 rows from 4 of 4 shards")
        .contains("No row that was read has a value for field 'xx'. Did you mean x?");

    SteerRun time = pipeline.run("locate", yaml, "x > 0", "--from", "yesterday");
    assertThat(time.exitCode()).isEqualTo(2);
    assertThat(time.err()).contains("--from 'yesterday' is no time.", "Write it like");
  }

  @Test
  void saysWhatIsWrongWithARecord() throws Exception {
    Path record = Files.write(folder.resolve("garbage.json"), "{\"x\": 1,".getBytes(UTF_8));
    SteerRun garbage = pipeline.run("explain", record.toString(), yaml);
    assertThat(garbage.exitCode()).isEqualTo(1);
    assertThat(garbage.err()).contains("The record cannot be read: ");

    SteerRun missing = pipeline.run("explain", folder.resolve("no.json").toString(), yaml);
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("no.json cannot be read", "Name a file");
  }

  @Test
  void saysThatThereIsNoSuchPipelineAndMakesNone() throws Exception {
    String other =
        Files.writeString(folder.resolve("other.yaml"), PipelineFile.named("unasked").text())
            .toString();
    for (String command : List.of("query", "locate")) {
      SteerRun run = pipeline.run(command, other, "x > 0");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains("Pipeline unasked is not deployed there")
          .doesNotContain("\tat ");
    }
    assertThat(servers.admin().topics().getList("public/default"))
        .noneMatch(topic -> topic.contains("unasked"));
  }

  @Test
  void saysThatServersCannotBeReached() {
    Cluster there = Cluster.of(servers.stack());
    String nowhere = "127.0.0.1:1";
    var cassandra = start(there.serviceUrl(), there.adminUrl(), nowhere, "query", yaml, "x > 0");
    var pulsar = start("pulsar://" + nowhere, there.adminUrl(), nowhere, "locate", yaml, "x > 0");
    var admin = start(there.serviceUrl(), "http://" + nowhere, nowhere, "locate", yaml, "x > 0");
    assertRefused(
        cassandra.join(),
        "Cassandra cannot be used at 127.0.0.1:1",
        "Check --cassandra and --datacenter.");
    assertRefused(
        pulsar.join(),
        "The steering of pipeline asked cannot be read at pulsar://127.0.0.1:1",
        "Check --service-url and --admin-url.");
    assertRefused(admin.join(), "http://127.0.0.1:1", "Check --service-url and --admin-url.");
  }

  private static void assertRefused(SteerRun run, String... said) {
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(said).doesNotContain("\tat ");
  }

  private CompletableFuture<SteerRun> start(
      String serviceUrl, String adminUrl, String cassandra, String... arguments) {
    Cluster there = Cluster.of(servers.stack());
    Cluster elsewhere =
        new Cluster(
            serviceUrl,
            adminUrl,
            there.login(),
            List.of(cassandra),
            there.datacenter(),
            there.adminCommand());
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return SteerRun.of(elsewhere, folder, Arrays.asList(arguments));
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** For a minute a table that was replaced may have been used for longer, hashing included. */
  private void awaitSettled() throws Exception {
    long settledMillis =
        pipeline.past().newest().effectiveFromMillis()
            + PlacementContext.SETTLING.plusSeconds(1).toMillis();
    Awaitility.await("settled tables")
        .atMost(PlacementContext.SETTLING.multipliedBy(2))
        .until(() -> System.currentTimeMillis() > settledMillis);
  }

  @Test
  @Order(LAST)
  void tellsHowLongReadsTakeAndAsksForAModelWhereTheyBecomeTooManyOrTooSlow() throws Exception {
    // Where no records come, the controller decides nothing.
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, 100, 0);
        Questions questions = pipeline.questions()) {
      publisher.awaitMore(100);
      questions.awaitRounds(1);
      PipelineFile watching =
          file.with(
              "{metric: query_latency}",
              "{metric: query_fan_out, threshold: 0.5, consecutive: 1, cooldown: 1 hour}");
      assertThat(pipeline.push(watching).isApplied()).isTrue();
      LoggedDecision tooMany =
          pipeline
              .decisionLog()
              .await("retrain_requested", entry -> entry.trigger().equals("query_fan_out"));
      assertThat(tooMany.before().get("fan_out")).isBetween(1.0, 4.0);

      PipelineFile slow =
          file.with(
              "{metric: query_latency}",
              "{metric: query_latency, threshold: 0.001, consecutive: 1, cooldown: 1 hour}");
      assertThat(pipeline.push(slow).isApplied()).isTrue();
      LoggedDecision tooSlow =
          pipeline
              .decisionLog()
              .await("retrain_requested", entry -> entry.trigger().equals("query_latency"));
      assertThat(tooSlow.before().get("read_millis_p99")).isPositive();
    }
    SteerRun status = pipeline.run("status", yaml);
    assertThat(status.exitCode()).as(status.err()).isZero();
    assertThat(status.out())
        .containsPattern("Reads of the last minute: [\\d,]+ queries, [1-4]\\.\\d\\d shards each")
        .containsPattern("p99 of a page by shard, ms: 0 [\\d.]+, 1 [\\d.]+, 2 [\\d.]+, 3 [\\d.]+");
  }
}
