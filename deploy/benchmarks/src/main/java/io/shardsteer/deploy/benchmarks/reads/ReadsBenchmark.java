package io.shardsteer.deploy.benchmarks.reads;

import static io.shardsteer.deploy.benchmarks.reads.QuestionKind.BOX_01_PERCENT;
import static io.shardsteer.deploy.benchmarks.reads.QuestionKind.BOX_1_PERCENT;
import static io.shardsteer.deploy.benchmarks.reads.QuestionKind.PLACE;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.deploy.benchmarks.KeptTopics;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.Query;
import io.shardsteer.deploy.reader.ShardReader;
import io.shardsteer.deploy.reader.ShardReading;
import io.shardsteer.deploy.stack.LocalStack;
import io.shardsteer.trainer.training.H2oTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What questions read and how long they take, on a real Cassandra that it fills: rows that lie in
 * the order, rows that lie by key, and one table without shards. Every answer is compared with a
 * look at all records. It ends with 1 where a bound is missed.
 */
@Command(
    name = "reads",
    mixinStandardHelpOptions = true,
    description = "Measure what questions read of a real Cassandra, by where rows lie.")
public final class ReadsBenchmark implements Callable<Integer> {
  private static final int WRITE_ROUNDS = 8;

  /** Goals: rows read for each that a box returns, time beside a scan, and cost of a write. */
  private static final double MOST_READ = 1.3;

  private static final double MOST_OF_A_SCAN = 1.0 / 20;
  private static final double MOST_WRITE_COST = 1.1;

  @Option(
      names = "--rows",
      defaultValue = "2000000",
      description = "Rows of each layout; default: ${DEFAULT-VALUE}.")
  int rows = 2_000_000;

  @Option(
      names = "--questions",
      defaultValue = "200",
      description = "Questions of each kind; default: ${DEFAULT-VALUE}.")
  int questions = 200;

  @Option(
      names = "--scans",
      defaultValue = "20",
      description = "Questions of each kind that are answered by scans; default: ${DEFAULT-VALUE}.")
  int scans = 20;

  @Option(
      names = "--write-rows",
      defaultValue = "100000",
      description = "Rows of a round of writing; default: ${DEFAULT-VALUE}.")
  int writeRows = 100_000;

  @Option(
      names = "--one-table",
      negatable = true,
      defaultValue = "true",
      description = "Also ask one table without shards; default: ${DEFAULT-VALUE}.")
  boolean oneTable = true;

  private final List<String> missed = new ArrayList<>();
  private final Map<QuestionKind, Asked> inOrder = new EnumMap<>(QuestionKind.class);
  private final Map<QuestionKind, Asked> scanned = new EnumMap<>(QuestionKind.class);

  public static void main(String[] args) {
    System.exit(new CommandLine(new ReadsBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("shardsteer-reads");
    try (LocalStack stack =
            LocalStack.start(LocalStack.Options.owned(folder).telling(ReadsBenchmark::tell));
        PulsarAdmin admin =
            PulsarAdmin.builder().serviceHttpUrl(stack.pulsar().adminUrl()).build();
        PulsarClient client =
            PulsarClient.builder().serviceUrl(stack.pulsar().serviceUrl()).build()) {
      KeptTopics.keep(admin);
      run(stack, client, admin);
    }
    missed.forEach(ReadsBenchmark::tell);
    return missed.isEmpty() ? 0 : 1;
  }

  private static void tell(String line) {
    System.err.println(line);
  }

  private void run(LocalStack stack, PulsarClient client, PulsarAdmin admin)
      throws IOException, InterruptedException {
    String contactPoint =
        "%s:%d"
            .formatted(
                stack.cassandra().contactPoint().getHostString(),
                stack.cassandra().contactPoint().getPort());
    StoredPipeline position = StoredPipeline.of("reads_position", "position", true, contactPoint);
    StoredPipeline key = StoredPipeline.of("reads_key", "key", true, contactPoint);
    // A table is in force from its publication on, so records are published after that.
    PlacedRecords records =
        PlacedRecords.draw(rows, System.currentTimeMillis() + Duration.ofMinutes(10).toMillis(), 1);
    H2oTrainer trainer = H2oTrainer.start(Duration.ofMinutes(5));
    try (CqlSession session =
        CassandraSessions.open(position.config().storage(), Optional.empty())) {
      RoutingSnapshot byPosition = learned(position, records, trainer, client, admin);
      RoutingSnapshot byKey = learned(key, records, trainer, client, admin);
      // First, as compactions of what is filled later go on for a while.
      position.createKeyspace(session);
      writes(
          contactPoint,
          records,
          byPosition,
          session,
          stack.cassandra().group().orElseThrow().pid());
      fill(position, records, byPosition, session);
      fill(key, records, byKey, session);
      ask("position", position, records, questions, client, admin, session);
      ask("key", key, records, scans, client, admin, session);
      bounds();
      if (oneTable) {
        one(session, records, false, Math.min(scans, 3));
        one(session, records, true, scans);
      }
    }
  }

  private static RoutingSnapshot learned(
      StoredPipeline pipeline,
      PlacedRecords records,
      H2oTrainer trainer,
      PulsarClient client,
      PulsarAdmin admin)
      throws IOException {
    return LearnedOrder.of(records, pipeline.config(), trainer)
        .publish(pipeline.config(), client, admin);
  }

  private static void fill(
      StoredPipeline pipeline, PlacedRecords records, RoutingSnapshot snapshot, CqlSession session)
      throws InterruptedException {
    pipeline.createTables(session);
    long startNanos = System.nanoTime();
    pipeline.write(records, snapshot, 0, records.size());
    System.err.printf(
        Locale.ROOT,
        "%s: %,d rows, %,.0f a second%n",
        pipeline.config().pipeline(),
        records.size(),
        records.size() / ((System.nanoTime() - startNanos) / 1e9));
  }

  /**
   * Both layouts in turn, without indexes, in CPU time of Cassandra; the best of several rounds, as
   * flushes and compactions of the rounds before cost some of them more.
   */
  private void writes(
      String contactPoint,
      PlacedRecords records,
      RoutingSnapshot snapshot,
      CqlSession session,
      long cassandraPid)
      throws InterruptedException {
    List<StoredPipeline> layouts =
        List.of(
            StoredPipeline.of("writes_position", "position", false, contactPoint),
            StoredPipeline.of("writes_key", "key", false, contactPoint));
    layouts.forEach(layout -> layout.createTables(session));
    session
        .execute(
            patient("SELECT index_name FROM system_schema.indexes WHERE keyspace_name = 'reads'"))
        .forEach(
            index -> {
              String name = String.valueOf(index.getString(0));
              if (name.startsWith("writes_")) {
                session.execute(patient("DROP INDEX reads." + name));
              }
            });
    int each = Math.min(records.size(), writeRows);
    double[][] micros = new double[layouts.size()][WRITE_ROUNDS];
    for (int round = -1; round < WRITE_ROUNDS; round++) {
      for (int turn = 0; turn < layouts.size(); turn++) {
        int layout = round % 2 == 0 ? turn : layouts.size() - 1 - turn;
        double before = cpuMicros(cassandraPid);
        layouts.get(layout).write(records, snapshot, 0, each);
        if (round >= 0) {
          micros[layout][round] = (cpuMicros(cassandraPid) - before) / each;
        }
      }
    }
    double position = Arrays.stream(micros[0]).min().orElseThrow();
    double key = Arrays.stream(micros[1]).min().orElseThrow();
    tell("write_cpu_micros_position", position);
    tell("write_cpu_micros_key", key);
    tell("write_cost_ratio", position / key, MOST_WRITE_COST);
  }

  private static SimpleStatement patient(String cql) {
    return SimpleStatement.newInstance(cql).setTimeout(Duration.ofMinutes(2));
  }

  private static double cpuMicros(long pid) {
    return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow().toNanos()
        / 1e3;
  }

  private void ask(
      String layout,
      StoredPipeline pipeline,
      PlacedRecords records,
      int count,
      PulsarClient client,
      PulsarAdmin admin,
      CqlSession session)
      throws PulsarClientException {
    try (ShardReader reader = ShardReader.open(pipeline.config(), client, admin, session)) {
      Asked.Contender contender = question -> ask(reader, question);
      Asked.all(records, QuestionKind.BOX_01_PERCENT.draw(records, 5, TimeRange.ALL), contender);
      for (QuestionKind kind : QuestionKind.values()) {
        boolean looksUp = kind == QuestionKind.KEY || kind == QuestionKind.PRICE;
        Asked all =
            ask(layout, kind, records, looksUp ? questions : count, TimeRange.ALL, contender);
        if (layout.equals("position")) {
          inOrder.put(kind, all);
        } else {
          scanned.put(kind, all);
        }
        if (kind != QuestionKind.KEY) {
          ask(layout, kind, records, count, records.newestDay(), contender);
        }
      }
    }
  }

  private static Asked.Outcome ask(ShardReader reader, Question question) {
    long[] found = {0};
    try (Answer answer = reader.find(Query.where(question.predicate()).during(question.times()))) {
      answer.forEach(row -> found[0]++);
      return new Asked.Outcome(
          answer.report().shards().size(),
          answer.report().shards().values().stream().mapToLong(ShardReading::rowsRead).sum(),
          found[0]);
    }
  }

  private Asked ask(
      String layout,
      QuestionKind kind,
      PlacedRecords records,
      int count,
      TimeRange times,
      Asked.Contender contender) {
    Asked asked = Asked.all(records, kind.draw(records, count, times), contender);
    String name =
        "%s_%s_%s"
            .formatted(
                layout,
                kind.name().toLowerCase(Locale.ROOT),
                times.equals(TimeRange.ALL) ? "all" : "day");
    tell(name + "_shards", asked.shards());
    tell(name + "_returned", asked.returned());
    tell(name + "_read_per_returned", asked.readPerReturned());
    tell(name + "_p50_ms", asked.millis(0.5));
    tell(name + "_p99_ms", asked.millis(0.99));
    return asked;
  }

  private void one(CqlSession session, PlacedRecords records, boolean indexed, int count)
      throws InterruptedException {
    OneTable table = new OneTable(session, indexed);
    table.create();
    table.write(records);
    for (QuestionKind kind : QuestionKind.values()) {
      Asked unused =
          ask(
              indexed ? "one_indexed" : "one",
              kind,
              records,
              count,
              TimeRange.ALL,
              question -> table.ask(records, question));
    }
  }

  private void bounds() {
    tell("read_per_returned", asked(inOrder, BOX_1_PERCENT).readPerReturned(), MOST_READ);
    for (QuestionKind kind : List.of(BOX_1_PERCENT, BOX_01_PERCENT, PLACE)) {
      tell(
          "scan_share_" + kind.name().toLowerCase(Locale.ROOT),
          asked(inOrder, kind).millis(0.5) / asked(scanned, kind).millis(0.5),
          MOST_OF_A_SCAN);
    }
  }

  private static Asked asked(Map<QuestionKind, Asked> all, QuestionKind kind) {
    return Objects.requireNonNull(all.get(kind));
  }

  private static void tell(String name, double value) {
    System.out.printf(Locale.ROOT, "%s %s%n", name, text(value));
  }

  private void tell(String name, double value, double most) {
    tell(name, value);
    if (!(value <= most)) {
      missed.add("%s is above %s".formatted(name, text(most)));
    }
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
