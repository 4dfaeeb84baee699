package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.message.ControllerCommand.Pause;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.steering.Reshard.Phase;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.Query;
import io.shardsteer.deploy.reader.ShardReader;
import io.shardsteer.deploy.stack.ProcessGroup;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Old rows that follow a new model by themselves, under load and while questions are asked: the
 * mover is killed while it copies and while it deletes, and another process ends the move.
 */
@OnServers
final class AutomaticReshardIT {
  private static final int PER_SECOND = 300;
  private static final int SHARDS = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final PipelineFile FILE =
      PipelineFile.named("follows")
          .with("target_shard_count: 4", "target_shard_count: " + SHARDS)
          .with("limits:\n", "reshard: {mode: automatic, rate: 3000 rows/s}\nlimits:\n");

  private String yaml;
  private ProcessGroup trainer;
  @AutoClose private Pipeline pipeline;
  @AutoClose private CqlSession session;
  @AutoClose private ShardReader reader;
  @AutoClose private NumberedPublisher publisher;

  @BeforeAll
  void routeByAModel(Servers servers) throws Exception {
    pipeline = Pipeline.deploy(servers, FILE, 2);
    yaml = pipeline.write("follows", FILE);
    trainer = pipeline.startTrainer("trainer");
    publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0);
    pipeline.decisionLog().await("settled", entry -> entry.trigger().equals("probation"));
    assertThat(pipeline.command(origin -> new Pause(origin, false, true)).accepted()).isTrue();
    session = CassandraSessions.open(pipeline.config().storage(), servers.reader());
    reader = ShardReader.open(pipeline.config(), servers.client(), servers.admin(), session);
  }

  @Test
  void oldRowsFollowTheModelThoughTheMoverIsKilledTwiceAndNoAnswerIsWrong(Servers servers)
      throws Exception {
    double before = fanOut(TimeRange.ALL);
    try (Questions questions = pipeline.questions()) {
      LoggedDecision planned = pipeline.decisionLog().await("reshard_planned");
      System.out.println(planned.message());
      assertThat(rows().path("mode").asText()).isEqualTo("automatic");

      pipeline.awaitReshard(AutomaticReshardIT::hasCopied);
      trainer.kill();
      everyAnswerEqualsAFullScan();
      assertThat(rows().path("state").asText()).isEqualTo("copying");
      assertThat(rows().path("planned").asLong()).isPositive();

      ProcessGroup second = pipeline.startTrainer("trainer");
      pipeline.awaitReshard(message -> message.progress().deleted() > 0);
      second.kill();
      everyAnswerEqualsAFullScan();
      assertThat(rows().path("state").asText()).isEqualTo("deleting");

      ProcessGroup mover = mover(servers);
      try {
        LoggedDecision done = pipeline.decisionLog().await("resharded");
        assertThat(done.trigger()).isEqualTo("reshard.min_gain");
        questions.awaitRounds(2);
        everyAnswerEqualsAFullScan();
        LoggedDecision measured = pipeline.decisionLog().await("reshard_measured");
        System.out.println(measured.message());
        assertThat(figure(measured.after())).isLessThan(0.8 * figure(measured.before()));
        assertThat(figure(measured.after())).isLessThan(1.35 * figure(measured.expected()));
      } finally {
        mover.kill();
      }
    }
    double after = fanOut(TimeRange.ALL);
    double newest = fanOut(new TimeRange(System.currentTimeMillis(), Long.MAX_VALUE));
    System.out.printf(
        Locale.ROOT,
        "Mean shards of a box over all time: %.2f before, %.2f after; of the newest part %.2f%n",
        before,
        after,
        newest);
    assertThat(before).isGreaterThan(0.9 * SHARDS);
    assertThat(after).isLessThan(newest + 0.5);
    publisher.close();
    pipeline.account().mustBeBalanced();
  }

  private static boolean hasCopied(ReshardMessage message) {
    return message.reshard().phase() == Phase.COPYING && message.progress().copied() > 0;
  }

  private static double figure(Map<String, Double> figures) {
    return figures.getOrDefault("old_times_fan_out", Double.NaN);
  }

  /** The trainer's jar as a mover alone, from the file that the trainers were started with. */
  private ProcessGroup mover(Servers servers) {
    Path folder = servers.folder(pipeline.config().pipeline());
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-jar",
            Pipeline.trainerJar().toString(),
            "--role",
            "mover",
            "--service-url",
            servers.stack().serviceUrl(),
            "--admin-url",
            servers.stack().adminUrl(),
            folder.resolve("trainer").resolve("pipeline.yaml").toString());
    return ProcessGroup.start(
        new ProcessGroup.Launch("mover", command, Map.of(), folder), ProcessGroup.Life.OWNED);
  }

  private JsonNode rows() throws Exception {
    SteerRun run = pipeline.run("status", yaml, "--output", "json");
    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    return JSON.readTree(run.out()).path("controller").path("rows");
  }

  /** Mean number of shards of small boxes all over the unit square. */
  private double fanOut(TimeRange published) {
    List<Predicate> boxes = new ArrayList<>();
    for (int x = 1; x < 10; x += 2) {
      for (int y = 1; y < 10; y += 2) {
        boxes.add(Query.where(box(x / 10.0, y / 10.0)).predicate());
      }
    }
    return boxes.stream()
        .mapToInt(box -> reader.locate(box, published).shards().size())
        .average()
        .orElseThrow();
  }

  private static String box(double x, double y) {
    return String.format(
        Locale.ROOT, "x in %.2f..%.2f and y in %.2f..%.2f", x, x + 0.1, y, y + 0.1);
  }

  private void everyAnswerEqualsAFullScan() {
    Instant until = Instant.now().minusSeconds(10);
    for (double place = 0.1; place < 0.9; place += 0.2) {
      Query query = Query.where(box(place, 0.2)).during(Instant.EPOCH, until);
      assertThat(ids(query)).as(query.toString()).isEqualTo(ids(query.askedEverywhere()));
    }
  }

  private Set<String> ids(Query query) {
    Set<String> ids = new TreeSet<>();
    try (Answer answer = reader.find(query)) {
      answer.forEach(row -> assertThat(ids.add(row.recordId())).as(row.recordId()).isTrue());
    }
    return ids;
  }
}
