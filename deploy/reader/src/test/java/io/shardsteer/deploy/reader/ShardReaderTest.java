package io.shardsteer.deploy.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.locate.Location;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.deploy.reader.Query.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShardReaderTest {
  private static final int SHARDS = 4;
  private static final int ROWS = 1_000;

  /** When the rows were published. */
  private static final TimeRange THEN = new TimeRange(0, ROWS);

  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: rides
          input_topic: rides
          key_field: id
          record_id_field: id
          feature_extraction_pipeline: [{kind: numeric, field: x}]
          target_shard_count: 4
          """,
          "rides.yaml");

  /** Where rows are, which a test may change. */
  private final class Steering implements RoutingKnowledge {
    private volatile Reshards reshards = Reshards.NONE;
    private volatile Reshards known = Reshards.NONE;

    @Override
    public PlacementContext now() {
      return new PlacementContext(history, known, List.of(), Long.MAX_VALUE);
    }

    @Override
    public PlacementContext confirmed() {
      known = reshards;
      return now();
    }
  }

  private final MemoryTables tables = new MemoryTables(50);
  private final RoutingTable table = RoutingTable.initial(SHARDS);
  private final RoutingTable later =
      new RoutingTable(
          1, ModelRef.HASH, SplitPoints.uniform(2), List.of(4, 5), 1_000_000, "two others");
  private final RoutingHistory history = RoutingHistory.startingWith(table).with(later);
  private final Steering steering = new Steering();
  private final ShardReader reader = reader(ReadingTimes.NONE);

  ShardReaderTest() {
    for (int i = 0; i < ROWS; i++) {
      tables.add(row(i, shardOf("r" + i)));
    }
  }

  private ShardReader reader(ReadingTimes times) {
    return new ShardReader(
        CONFIG,
        PayloadSchemas.none(),
        model -> Optional.empty(),
        steering,
        tables,
        times,
        ShardSizes.UNKNOWN,
        List.of());
  }

  private int shardOf(String key) {
    long hash = KeyHash.of(key);
    return table.shardOf(OrderKey.of(OrderKey.hashPosition(hash), hash));
  }

  private static FoundRow row(int number, int shard) {
    String json = "{\"id\":\"r%d\",\"x\":%d}".formatted(number, number % 10);
    return new FoundRow(
        new ShardRow(
            shard,
            "r" + number,
            number * 7919L % ROWS,
            "r" + number,
            json.getBytes(UTF_8),
            0,
            List.of()));
  }

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void findsExactlyTheRowsThatMatch() {
    try (Answer answer = reader.find(Query.where("x in 3..4").during(THEN))) {
      assertThat(answer.stream().map(FoundRow::recordId))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, ROWS)
                  .filter(i -> i % 10 == 3 || i % 10 == 4)
                  .mapToObj(i -> "r" + i)
                  .toList());
      assertThat(answer.report().rows()).isEqualTo(ROWS / 5);
      assertThat(answer.report().fieldsMissing()).isEmpty();
      assertThat(answer.report().shards()).hasSize(SHARDS);
      assertThat(answer.report().shards().values().stream().mapToLong(ShardReading::rowsRead).sum())
          .isEqualTo(ROWS);
      assertThat(answer.report().shards().values()).allMatch(ShardReading::complete);
    }
  }

  @Test
  void saysWhichFieldsNoRowHas() {
    try (Answer answer = reader.find(Query.where("xx > 3 and x > 2").during(THEN))) {
      assertThat(answer.stream()).isEmpty();
      assertThat(answer.report().fieldsMissing()).containsExactly("xx");
    }
  }

  @Test
  void asksTheOneShardOfAKey() {
    assertThat(reader.get("r17").toCompletableFuture().join())
        .singleElement()
        .satisfies(row -> assertThat(row.recordId()).isEqualTo("r17"));
    assertThat(tables.asked)
        .as("one of each table")
        .hasSize(2)
        .contains(shardOf("r17"))
        .containsAnyOf(4, 5);
    assertThat(reader.get("no such key").toCompletableFuture().join()).isEmpty();
    FoundRow known = row(5, 0);
    assertThat(
            reader
                .get(known.key(), known.publishTime(), known.recordId())
                .toCompletableFuture()
                .join())
        .hasSize(1);
  }

  @Test
  void tellsWhatQuestionsOverOldTimesReadAndWhatTheTableInForceWouldHaveThemRead() {
    List<List<Integer>> told = new ArrayList<>();
    ReadingTimes times =
        new ReadingTimes() {
          @Override
          public void page(int shard, Duration took) {}

          @Override
          public void query(int shards) {}

          @Override
          public void ofOldTimes(int shards, int newestShards) {
            told.add(List.of(shards, newestShards));
          }
        };
    Query all = Query.where("x in 3..4");
    try (ShardReader measured = reader(times)) {
      measured.find(all).close();
      measured.find(all.during(THEN)).close();
      measured.find(all.during(new TimeRange(1_000_000, Long.MAX_VALUE))).close();
      measured.find(all.askedEverywhere()).close();
      steering.known = Reshards.NONE.with(new Reshard(1, 1_000_001, 1, Reshard.Phase.DELETING));
      measured.find(all).close();
    }
    assertThat(told).containsExactly(List.of(6, 2), List.of(4, 2), List.of(2, 2));
  }

  @Test
  void keepsToTheTimeRange() {
    try (Answer answer =
        reader.find(
            Query.where("x >= 0").during(Instant.ofEpochMilli(100), Instant.ofEpochMilli(199)))) {
      assertThat(answer.stream())
          .hasSize(100)
          .allMatch(row -> row.publishTime().toEpochMilli() / 100 == 1);
    }
  }

  @Test
  void ordersByTimeAndKeepsTheFirstOfALimit() {
    List<Long> oldest = times(Query.where("x >= 0").orderedBy(Order.OLDEST_FIRST).limitedTo(5));
    assertThat(oldest).containsExactly(0L, 1L, 2L, 3L, 4L);
    List<Long> newest = times(Query.where("x >= 0").orderedBy(Order.NEWEST_FIRST).limitedTo(3));
    assertThat(newest).containsExactly(999L, 998L, 997L);
    assertThat(times(Query.where("x >= 0").orderedBy(Order.OLDEST_FIRST))).isSorted().hasSize(ROWS);
  }

  private List<Long> times(Query query) {
    try (Answer answer = reader.find(query);
        Stream<FoundRow> rows = answer.stream()) {
      return rows.map(row -> row.publishTime().toEpochMilli()).toList();
    }
  }

  @Test
  void handsARecordIdOverOnceUnlessAllRowsAreWanted() {
    int other = (shardOf("r1") + 1) % SHARDS;
    ShardRow again = row(1, other).row();
    tables.add(new FoundRow(again));
    tables.add(
        new FoundRow(new ShardRow(other, "r1", 12_345, "r1", again.payload(), 0, List.of())));
    assertThat(times(Query.where("@record_id = r1"))).hasSize(1);
    assertThat(times(Query.where("@record_id = r1").withRepetitions())).hasSize(2);
    assertThat(times(Query.where("x >= 0"))).hasSize(ROWS);
  }

  @Test
  void handsOverPagesAndReadsNoFurtherThanTheyAreTaken() {
    Answer answer = reader.find(Query.where("x >= 0").inPagesOf(10));
    List<FoundRow> first = answer.nextPage().toCompletableFuture().join();
    assertThat(first).isNotEmpty().hasSizeLessThanOrEqualTo(10);
    // Each shard has at most the page that it was reading when rows became enough.
    await().until(() -> tables.pagesRead.get() >= SHARDS);
    assertThat(tables.pagesRead.get()).isLessThanOrEqualTo(2 * SHARDS);
    List<FoundRow> all = new ArrayList<>(first);
    answer.forEach(all::add);
    assertThat(all).hasSize(ROWS);
  }

  @Test
  void stopsReadingAtTheLimit() {
    assertThat(times(Query.where("x >= 0").limitedTo(7).inPagesOf(5))).hasSize(7);
    assertThat(tables.pagesRead.get()).isLessThan(ROWS / 50);
  }

  @Test
  void cancelsWhatIsBeingWaitedFor() {
    tables.gate = new CompletableFuture<>();
    Answer answer = reader.find(Query.where("x >= 0"));
    CompletableFuture<List<FoundRow>> page = answer.nextPage().toCompletableFuture();
    assertThatThrownBy(answer::nextPage).isInstanceOf(IllegalStateException.class);
    answer.close();
    assertThatThrownBy(page::join).isInstanceOf(CancellationException.class);
    tables.gate.complete(null);
    assertThat(answer.isClosed()).isTrue();
  }

  @Test
  void closingTheReaderCancelsItsAnswers() {
    tables.gate = new CompletableFuture<>();
    CompletableFuture<List<FoundRow>> page =
        reader.find(Query.where("x >= 0")).nextPage().toCompletableFuture();
    reader.close();
    assertThatThrownBy(page::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void failsRatherThanToLackRows() {
    tables.failure = new IllegalStateException("it is away");
    try (Answer answer = reader.find(Query.where("x >= 0"))) {
      assertThatThrownBy(() -> answer.stream().count())
          .isInstanceOf(ShardReadException.class)
          .hasMessageContaining("could not be read: it is away");
    }
  }

  @Test
  void looksAgainWhereRowsHaveBeenMovedWhileItRead() {
    tables.gate = new CompletableFuture<>();
    Answer answer = reader.find(Query.where("x >= 0").during(THEN));
    steering.reshards = Reshards.NONE.with(new Reshard(1, 1_000_000, 1, Reshard.Phase.DELETING));
    tables.move(row -> row.recordId().endsWith("7"), 4);
    tables.gate.complete(null);
    assertThat(answer.stream()).hasSize(ROWS);
    assertThat(tables.asked).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
  }

  @Test
  void answersAlternativesAndNegations() {
    assertThat(times(Query.where("(x = 3 or x = 4) and not x = 4").during(THEN)))
        .hasSize(ROWS / 10);
    assertThat(times(Query.where("x != 3").during(THEN))).hasSize(ROWS - ROWS / 10);
    assertThat(times(Query.where("x is null").during(THEN))).isEmpty();
    assertThat(times(Query.where("id starts with r99").during(THEN))).hasSize(11);
    tables.asked.clear();
    assertThat(times(Query.where("@key = r17 or @key = r18").during(THEN))).hasSize(2);
    assertThat(tables.asked).containsOnly(shardOf("r17"), shardOf("r18"));
  }

  @Test
  void saysWhereFieldsAreUnknown() {
    tables.add(new FoundRow(new ShardRow(0, "p", 0, "p", null, 0, List.of())));
    assertThat(times(Query.where("@record_id = p"))).hasSize(1);
    assertThatThrownBy(() -> times(Query.where("x >= 0")))
        .isInstanceOf(ShardReadException.class)
        .hasMessageContaining("without a payload");
  }

  @Test
  void explainsWhereARecordGoes() {
    RecordExplanation why = reader.explain("{\"id\":\"r17\",\"x\":7}".getBytes(UTF_8), "");
    assertThat(why.key()).isEqualTo("r17");
    assertThat(why.placements()).extracting(it -> it.revision()).containsExactly(1L, 0L);
    RecordExplanation.Placement first = why.placements().get(1);
    assertThat(first.shard()).isEqualTo(shardOf("r17"));
    assertThat(first.orderKey()).isBetween(first.from(), first.to());
    assertThat(first.distanceToNearestSplitPoint()).isPositive().isLessThan(0.25);
    assertThat(reader.explain("{\"x\":7}".getBytes(UTF_8), "r17").placements())
        .isEqualTo(why.placements());
    assertThatThrownBy(() -> reader.explain("{\"x\":7}".getBytes(UTF_8), ""))
        .hasMessageContaining("neither a key nor a record id");
    assertThatThrownBy(() -> reader.explain("{".getBytes(UTF_8), "k"))
        .hasMessageContaining("The record cannot be read");
  }

  @Test
  void servesManyThreadsAtOnce() {
    List<CompletableFuture<List<FoundRow>>> answers =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                            () -> reader.find(Query.where("x = " + i % 10).inPagesOf(1 + i % 30)))
                        .thenCompose(Answer::all))
            .toList();
    for (CompletableFuture<List<FoundRow>> answer : answers) {
      assertThat(answer.join()).hasSize(ROWS / 10);
    }
  }

  @Test
  void reportsFanOutAndTheTimeOfEachShard() {
    List<QueryReport> sent = new ArrayList<>();
    var reports = new QueryReports("id", sent::add, () -> {});
    reports.report(1);
    assertThat(sent).isEmpty();
    reports.page(2, Duration.ofMillis(40));
    reports.query(3);
    reports.query(4);
    reports.report(5);
    reports.report(6);
    assertThat(sent)
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.queries()).isEqualTo(2);
              assertThat(report.fanOut()).isEqualTo(3.5);
              assertThat(report.readMillisP99()).containsOnlyKeys(2).containsEntry(2, 40.0);
            });
    try (ShardReader measured = reader(reports)) {
      assertThat(measured.find(Query.where("x = 1").during(THEN)).stream().count())
          .isEqualTo(ROWS / 10);
    }
    reports.report(7);
    assertThat(sent.get(1).fanOut()).as("by the newest table").isEqualTo(2);
    assertThat(sent.get(1).readMillisP99()).hasSize(SHARDS);
    await()
        .untilAsserted(
            () -> {
              reports.report(8);
              assertThat(sent.stream().flatMap(report -> report.shapes().stream()))
                  .containsExactly(
                      new AskedShape(
                          List.of(new AskedShape.Part("x", AskedShape.Kind.EQUAL, 0)),
                          1,
                          ROWS / 10,
                          SHARDS,
                          ROWS));
            });
  }

  @Test
  void stopsScanningWhereTooMuchTurnsOutToBeThere() {
    FoundRow other = row(1, 0);
    List<FoundRow> page = Collections.nCopies(100_000, other);
    ShardPages endless =
        new ShardPages() {
          @Override
          public Cursor open(int shard, Query query, Location location) {
            AtomicInteger pages = new AtomicInteger();
            return () ->
                CompletableFuture.completedFuture(new Page(page, pages.incrementAndGet() == 6, 0));
          }

          @Override
          public boolean readsWhole(int shard, Query query, Location location) {
            return true;
          }
        };
    try (ShardReader scanning =
        new ShardReader(
            CONFIG,
            PayloadSchemas.none(),
            model -> Optional.empty(),
            steering,
            endless,
            ReadingTimes.NONE,
            ShardSizes.UNKNOWN,
            List.of())) {
      Query query = Query.where("x = 5");
      assertThatThrownBy(() -> scanning.find(query).stream().toList())
          .isInstanceOf(ShardReadException.class)
          .hasMessageContaining("--scan");
      assertThat(scanning.find(query.scanningTables()).stream()).isEmpty();
    }
  }
}
