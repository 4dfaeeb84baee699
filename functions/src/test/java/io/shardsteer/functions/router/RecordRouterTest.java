package io.shardsteer.functions.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.Rejection.Reason;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.routing.Decision;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.steering.BrokenHistoryException;
import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.common.store.ShardStore;
import io.shardsteer.functions.router.Fakes.Buried;
import io.shardsteer.functions.router.Fakes.Published;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordRouterTest {
  private static final int SHARDS = 4;
  private static final int BOUND = 50;
  private static final long EARLY = 1_000;
  private static final long LATE = 5_000;

  private final PipelineConfig config =
      PipelineConfigs.fromYaml(
          """
          pipeline: trips
          input_topic: persistent://public/default/trips
          key_field: rider
          record_id_field: trip
          target_shard_count: 4
          feature_extraction_pipeline:
            - {name: distance, kind: numeric, field: distance}
          limits: {max_in_flight: 50, max_record_size: 1 KB}
          """,
          "test");
  private final ScheduledExecutorService background = Executors.newScheduledThreadPool(1);
  private final ScheduledExecutorService retries = Executors.newScheduledThreadPool(2);
  private final ExecutorService intake = Executors.newSingleThreadExecutor();
  private final Fakes.MemoryShardTopics topics = new Fakes.MemoryShardTopics();
  private final Fakes.MemoryShardStore store = new Fakes.MemoryShardStore();
  private final Fakes.MemoryDeadLetters deadLetters = new Fakes.MemoryDeadLetters();
  private final Fakes.MemorySamples samples = new Fakes.MemorySamples();
  private final Fakes.StagedModels models = new Fakes.StagedModels();
  private final Fakes.MemoryRoutingTopic routingTopic = new Fakes.MemoryRoutingTopic();
  private final InFlight inFlight = new InFlight(BOUND);
  private final RouterTally tally =
      new RouterTally("trips-router/0", "first", config.shards().load(), SHARDS);
  private final Fakes.MemoryNotes notes = new Fakes.MemoryNotes();
  private final List<LateUse> lateUses = notes.said;
  private final Steering steering =
      new Steering(
          RoutingTable.initial(SHARDS),
          models,
          store,
          background,
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          notes);
  private final RecordRouter router = router(config);

  private RecordRouter router(PipelineConfig by) {
    return new RecordRouter(
        Fakes.declaredFormat(by),
        plan(by, store),
        steering,
        tally,
        inFlight,
        topics,
        deadLetters,
        samples,
        retries,
        Backoff.doubling(Duration.ofMillis(1), Duration.ofMillis(20)));
  }

  private static RouterPlan plan(PipelineConfig by, ShardStore store) {
    return RouterPlan.of(by, PipelineFields.of(by), store, 1);
  }

  @BeforeEach
  void reachTheRoutingTopic() {
    steering.ask(routingTopic);
  }

  @AfterEach
  void stopThreads() {
    intake.shutdownNow();
    retries.shutdownNow();
    background.shutdownNow();
  }

  // A router that starts compares them with what routers have reported, before it takes a record.
  @Test
  void knowsEveryTableBeforeItBegins() {
    steering.table(table(1, 1, EARLY), EARLY);
    steering.table(table(2, 1, EARLY), EARLY);

    assertThat(steering.history().latest().revision()).isEqualTo(2);
    steering.history().requireAtLeast(2);
  }

  @Test
  void keepsARecordInItsShardTopicAndItsTable() throws Exception {
    steering.begin(EARLY);

    CompletableFuture<Void> done = router.route(trip(7, EARLY));

    assertThat(done).isCompleted();
    Published published = topics.published.element();
    assertThat(published.record().payload()).isEqualTo(trip(7, EARLY).payload());
    assertThat(published.decision().recordId()).isEqualTo("t7");
    assertThat(store.rows.get("t7"))
        .returns(published.decision().shard(), row -> row.shard())
        .returns("r7", row -> row.key())
        .returns(EARLY, row -> row.publishMillis());
    assertThat(inFlight.count()).isZero();
    assertThat(samples.offered).hasSize(1);
  }

  @Test
  void sendsTheSameRecordToTheSameShardAgain() throws Exception {
    steering.begin(EARLY);
    for (int i = 0; i < 100; i++) {
      var unused = router.route(trip(i % 50, EARLY));
    }
    assertThat(store.rows).hasSize(50);
    assertThat(
            topics.published.stream()
                .map(it -> it.decision().recordId() + " " + it.decision().shard())
                .distinct())
        .hasSize(50);
    assertThat(report().records()).hasSize(SHARDS);
  }

  @Test
  void triesAgainUntilAStoreThatFailedTwentyTimesWorks() throws Exception {
    steering.begin(EARLY);
    store.failuresLeft.set(20);

    CompletableFuture<Void> done = router.route(trip(1, EARLY));

    assertThat(done).isNotDone();
    await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(done).isCompleted());
    assertThat(store.attempts).hasValue(21);
    assertThat(topics.published).hasSize(1);
    assertThat(deadLetters.buried).isEmpty();
  }

  @Test
  void stopsTheIntakeAtTheBoundAndGoesOnWhenTheStoreDoes() throws Exception {
    steering.begin(EARLY);
    store.stuck = true;
    Future<List<CompletableFuture<Void>>> all =
        intake.submit(
            () -> {
              var routed = new ArrayList<CompletableFuture<Void>>();
              for (int i = 0; i < 3 * BOUND; i++) {
                routed.add(router.route(trip(i, EARLY)));
              }
              return routed;
            });

    await().until(() -> store.waiting.size() == BOUND);
    assertThat(all.isDone()).isFalse();
    assertThat(inFlight.count()).isEqualTo(BOUND);
    assertThat(store.attempts).hasValue(BOUND);

    store.stuck = false;
    store.waiting.forEach(waiting -> waiting.complete(null));
    assertThat(all.get()).hasSize(3 * BOUND).allSatisfy(done -> assertThat(done).isCompleted());
    assertThat(store.rows).hasSize(3 * BOUND);
    assertThat(inFlight.count()).isZero();
  }

  @Test
  void buriesEveryRecordOfAPoisonousStreamWithItsReason() throws Exception {
    steering.begin(EARLY);
    List<String> poison =
        List.of("", "not json", "[1]", "{\"trip\": \"t1\"}", "{\"rider\": \"r1\"}", "{\"trip\": {");
    for (int i = 0; i < 300; i++) {
      var done = router.route(record(poison.get(i % poison.size()), EARLY));
      assertThat(done).isCompleted();
    }
    assertThat(router.route(record("{\"trip\": \"" + "x".repeat(2_000) + "\"}", EARLY)))
        .isCompleted();
    assertThat(router.route(trip(1, EARLY))).isCompleted();

    assertThat(deadLetters.buried).hasSize(301);
    assertThat(deadLetters.buried)
        .extracting(buried -> buried.rejection().reason())
        .containsOnly(Reason.UNDECODABLE, Reason.MISSING_KEY, Reason.TOO_LARGE);
    assertThat(deadLetters.buried)
        .extracting(Buried::record)
        .allSatisfy(record -> assertThat(record.messageId()).isEqualTo("1:2:-1"));
    assertThat(store.rows).containsOnlyKeys("t1");
    assertThat(report().rejects())
        .containsEntry("TOO_LARGE", 1L)
        .containsEntry("MISSING_KEY", 100L);
  }

  @Test
  void buriesTextThatIsCutInTheMiddleOfACharacter() throws Exception {
    steering.begin(EARLY);
    for (String half : List.of("cut\\ud83d", "cut\\ud83c", "\\ude00")) {
      String asId = "{\"trip\": \"%s\", \"rider\": \"r\"}".formatted(half);
      String asKey = "{\"trip\": \"t\", \"rider\": \"%s\"}".formatted(half);
      assertThat(router.route(record(asId, EARLY))).isCompleted();
      assertThat(router.route(record(asKey, EARLY))).isCompleted();
    }
    assertThat(deadLetters.buried)
        .hasSize(6)
        .extracting(buried -> buried.rejection().reason())
        .as("refused where the record is read")
        .containsOnly(Reason.UNDECODABLE);
    assertThat(topics.published).isEmpty();
    assertThat(router.route(record("{\"trip\": \"\\ud83d\\ude00\", \"rider\": \"r\"}", EARLY)))
        .isCompleted();
    assertThat(topics.published).hasSize(1);
  }

  @Test
  void makesOneRejectOfWhatNobodyHasForeseen() throws Exception {
    steering.begin(EARLY);
    models
        .answer(1)
        .complete(
            new RoutedModel(
                1,
                1,
                (values, into) -> {},
                features -> {
                  throw new ArithmeticException("bad luck");
                }));
    arrive(table(1, 1, LATE));

    assertThat(router.route(trip(1, LATE))).isCompleted();
    assertThat(router.route(trip(2, EARLY))).isCompleted();

    assertThat(deadLetters.buried).hasSize(1);
    assertThat(deadLetters.buried.element().rejection())
        .returns(Reason.UNEXPECTED, Rejection::reason)
        .returns(
            "Placing the record failed: java.lang.ArithmeticException: bad luck",
            Rejection::message);
    assertThat(inFlight.count()).isZero();
  }

  @Test
  void givesUpARecordThatFailsWhileOthersWork() throws Exception {
    steering.begin(EARLY);
    topics.poisonous.add("t1");
    CompletableFuture<Void> poison = router.route(trip(1, EARLY));
    assertThat(poison).isNotDone();
    assertThat(router.route(trip(2, EARLY))).isCompleted();

    await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(poison).isCompleted());
    assertThat(deadLetters.buried)
        .extracting(buried -> buried.rejection().reason())
        .containsExactly(Reason.UNEXPECTED);
    assertThat(inFlight.count()).isZero();
  }

  @Test
  void waitsForAModelThatArrivesLate() throws Exception {
    steering.begin(EARLY);
    arrive(table(1, 1, LATE));
    Future<Void> late = intake.submit(() -> router.route(trip(1, LATE)).get());

    await().until(() -> models.requested.contains(1));
    assertThat(topics.published).isEmpty();

    models.answer(1).complete(everythingAt(1, 0.99));
    late.get();
    assertThat(topics.published.element().decision())
        .returns(SHARDS - 1, Decision::shard)
        .returns(1L, Decision::revision);
    assertThat(report().lateRecords()).isZero();
  }

  @Test
  void routesOldRecordsByTheOldTableWhileANewOneIsInForce() throws Exception {
    steering.begin(EARLY);
    models.answer(1).complete(everythingAt(1, 0.99));
    arrive(table(1, 1, LATE));

    assertThat(router.route(trip(1, LATE))).isCompleted();
    assertThat(router.route(trip(1, EARLY))).isCompleted();

    assertThat(topics.published)
        .extracting(published -> published.decision().revision())
        .containsExactly(1L, 0L);
  }

  @Test
  void neverRoutesByABadModelAndGoesOnWithTheLastGoodTable() throws Exception {
    steering.begin(EARLY);
    models.answer(1).complete(everythingAt(1, 0.99));
    models.answer(2).completeExceptionally(new BadModelException("wrong checksum"));
    arrive(table(1, 1, EARLY));
    arrive(table(2, 2, LATE));

    CompletableFuture<Void> done = router.route(trip(1, LATE));

    assertThat(done).isCompleted();
    assertThat(topics.published.element().decision().revision()).isEqualTo(1);
    assertThat(steering.refused()).containsEntry(2, "wrong checksum");
    assertThat(report().lateRecords()).isOne();
  }

  @Test
  void passesOverANewTableWhoseModelCannotBeFetchedUntilItCan() throws Exception {
    models.unreachable.put(1, new AtomicInteger(4));
    steering.begin(EARLY);
    arrive(table(1, 1, LATE));

    CompletableFuture<Void> meanwhile = router.route(trip(1, LATE));
    assertThat(meanwhile).isCompleted();
    assertThat(topics.published.element().decision().revision()).isZero();

    models.answer(1).complete(everythingAt(1, 0.99));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(steering.snapshot().hasModel(1)).isTrue());
    var unused = router.route(trip(2, LATE));
    assertThat(topics.published)
        .extracting(published -> published.decision().revision())
        .containsExactly(0L, 1L);
    assertThat(lateUses).first().isEqualTo(new LateUse(0, LATE, LATE + 300_000));
    assertThat(lateUses).last().isEqualTo(new LateUse(0, LATE, LATE));
  }

  @Test
  void passesOverATableWithAShardThatHasNoPlaceUntilItHas() throws Exception {
    store.placeless.add(SHARDS);
    steering.begin(EARLY);
    arrive(
        new RoutingTable(
            1,
            ModelRef.HASH,
            SplitPoints.of(0, 0, 0, 0),
            IntStream.rangeClosed(0, SHARDS).boxed().toList(),
            LATE,
            "one more"));

    assertThat(router.route(trip(1, LATE))).isCompleted();
    assertThat(topics.published.element().decision().revision()).isZero();
    assertThat(report().lateRecords()).isOne();
    assertThat(lateUses).containsExactly(new LateUse(0, LATE, LATE + 300_000));

    store.placeless.clear();
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(steering.snapshot().history().latest().revision()).isOne());
    assertThat(router.route(trip(2, LATE))).isCompleted();
    assertThat(store.rows.get("t2")).returns(SHARDS, row -> row.shard());
    assertThat(lateUses).last().isEqualTo(new LateUse(0, LATE, LATE));
  }

  @Test
  void waitsForTablesWhereNoneIsThereYet() throws Exception {
    store.placeless.addAll(List.of(0, 1, 2, 3));
    steering.begin(EARLY);
    assertThat(router.route(trip(1, EARLY))).isCompleted();
    assertThat(topics.published.element().decision().revision()).isZero();
  }

  @Test
  void saysByWhichTableItRoutedUntilANewerOneReachedIt() throws Exception {
    steering.begin(EARLY);
    models.answer(1).complete(everythingAt(1, 0.99));
    var unused = router.route(trip(1, LATE + 5));
    var unusedToo = router.route(trip(2, EARLY));
    arrive(table(1, 1, LATE));
    assertThat(lateUses).containsExactly(new LateUse(0, LATE, LATE + 5));
    arrive(table(2, 1, LATE + 1_000));
    assertThat(lateUses).as("a table that comes in time").hasSize(1);
  }

  @Test
  void afterARestartWaitsForTheModelThatRoutedBefore() throws Exception {
    models.unreachable.put(1, new AtomicInteger(4));
    models.answer(1).complete(everythingAt(1, 0.99));
    arrive(table(1, 1, EARLY));
    steering.begin(LATE);

    CompletableFuture<Void> done = router.route(trip(1, LATE));

    assertThat(done).isCompleted();
    assertThat(topics.published.element().decision().revision()).isEqualTo(1);
  }

  @Test
  void goesByAnotherTableOnceAnOperatorGivesUpAModelWhosePackageIsLost() throws Exception {
    models.unreachable.put(1, new AtomicInteger(Integer.MAX_VALUE));
    arrive(table(1, 1, EARLY));
    steering.begin(LATE);
    Future<Void> waits = intake.submit(() -> router.route(trip(1, LATE)).get());

    steering.skip(Set.of(1));

    waits.get();
    assertThat(topics.published.element().decision().revision()).isZero();
    assertThat(lateUses).first().returns(0L, LateUse::revision);
  }

  @Test
  void beginsWithTheFirstTableThatWasPublishedNotWithTheConfiguredCount() throws Exception {
    arrive(RoutingTable.initial(1));
    steering.begin(EARLY);
    for (int i = 0; i < 100; i++) {
      assertThat(router.route(trip(i, EARLY))).isCompleted();
    }
    assertThat(report().records()).containsOnlyKeys(0);
  }

  @Test
  void routesARecordThatIsDeliveredAgainToWhereItsRowIsMoved() throws Exception {
    steering.begin(EARLY);
    models.answer(1).complete(everythingAt(1, 0.99));
    assertThat(steering.add(new Reshard(1, LATE + 1, 1, Reshard.Phase.COPYING)))
        .as("goes by a table that it does not have")
        .isFalse();
    steering.table(table(1, 1, LATE), EARLY);
    assertThat(steering.add(new Reshard(1, LATE + 1, 1, Reshard.Phase.DELETING))).isTrue();

    assertThat(router.route(trip(1, EARLY))).isCompleted();

    assertThat(topics.published.element().decision())
        .returns(1L, decision -> decision.revision())
        .returns(3, decision -> decision.shard());
  }

  // A row that is being written when rows get another layout is awaited where it is.
  @Test
  void writesARowToTheStoreThatItWasGivenToThoughAnotherOneHasTakenItsPlace() throws Exception {
    steering.begin(EARLY);
    store.failuresLeft.set(3);
    CompletableFuture<Void> before = router.route(trip(1, EARLY));
    Fakes.MemoryShardStore other = new Fakes.MemoryShardStore();
    router.follow(plan(config, other));

    assertThat(router.route(trip(2, EARLY))).isCompleted();

    await().untilAsserted(() -> assertThat(before).isCompleted());
    assertThat(store.rows).containsOnlyKeys("t1");
    assertThat(other.rows).containsOnlyKeys("t2");
  }

  @Test
  void swapsModelsWhileRecordsFlow() throws Exception {
    steering.begin(EARLY);
    Future<?> stream =
        intake.submit(
            () -> {
              for (int i = 0; i < 20_000; i++) {
                var unused = router.route(trip(i, EARLY + i));
              }
              return null;
            });
    for (int revision = 1; revision <= 10; revision++) {
      models.answer(revision).complete(everythingAt(revision, (revision % 4) / 4.0));
      arrive(table(revision, revision, EARLY + 1_500L * revision));
    }
    stream.get();

    assertThat(store.rows).hasSize(20_000);
    assertThat(topics.published).hasSize(20_000);
    assertThat(report().revision()).isEqualTo(10);
    RoutingHistory history = steering.snapshot().history();
    Map<List<Long>, LateUse> said = new HashMap<>();
    lateUses.forEach(use -> said.put(List.of(use.revision(), use.fromMillis()), use));
    assertThat(topics.published)
        .allSatisfy(
            published -> {
              long publishMillis = published.record().publishMillis();
              long revision = published.decision().revision();
              assertThat(
                      history.at(publishMillis).revision() == revision
                          || said.values().stream()
                              .anyMatch(
                                  use ->
                                      use.revision() == revision
                                          && use.fromMillis() <= publishMillis
                                          && use.toMillis() >= publishMillis))
                  .as("a reader knows that revision %d was used at %d", revision, publishMillis)
                  .isTrue();
            });
  }

  @Test
  void goesOnWithTheLastGoodTableWhateverElseIsPublished() throws Exception {
    steering.begin(EARLY);
    arrive(everythingIn(3, 1, LATE, "good"));
    arrive(everythingIn(0, 1, LATE, "reused"));
    steering.table(everythingIn(2, 2, LATE + 86_400_000, "future"), LATE);
    arrive(
        new RoutingTable(2, ModelRef.HASH, SplitPoints.uniform(1), List.of(1), LATE + 1, "stray"));
    for (int i = 0; i < 100; i++) {
      assertThat(router.route(trip(i, LATE + 5))).isCompleted();
    }
    assertThat(report().records()).containsOnlyKeys(3);
  }

  /** All order keys are of one shard. */
  private static RoutingTable everythingIn(
      int shard, long revision, long effectiveFrom, String reason) {
    List<Integer> shards = new ArrayList<>(IntStream.range(0, SHARDS).boxed().toList());
    Collections.swap(shards, shard, SHARDS - 1);
    return new RoutingTable(
        revision,
        ModelRef.HASH,
        SplitPoints.of(new double[] {0, 0, 0}),
        shards,
        effectiveFrom,
        reason);
  }

  @Test
  void placesNoRecordBeforeTheRoutingTopicHasSaidThatThereIsNoNewerTable() throws Exception {
    steering.begin(EARLY);
    routingTopic.stop();
    long now = System.currentTimeMillis();
    Future<Void> waits = intake.submit(() -> router.route(trip(1, now)).get());
    await().until(() -> !routingTopic.asked.isEmpty());
    assertThat(store.rows).isEmpty();

    steering.table(everythingIn(3, 1, now, "published meanwhile"), now - 100);
    routingTopic.goOn();

    waits.get();
    assertThat(store.rows.get("t1")).returns(3, row -> row.shard());
    assertThat(lateUses).isEmpty();
  }

  @Test
  void aRouterThatIsCutOffFromTheRoutingTopicSaysDurablyHowItGoesOnBeforeItStoresARow()
      throws Exception {
    steering.begin(EARLY);
    routingTopic.stop();
    notes.hold();
    long now = System.currentTimeMillis();
    Future<Void> waits = intake.submit(() -> router.route(trip(1, now)).get());

    await().until(() -> !lateUses.isEmpty());
    assertThat(waits.isDone()).isFalse();
    assertThat(store.rows).as("killed here, nothing is left behind").isEmpty();

    notes.letGo();
    waits.get();
    assertThat(store.rows).containsKey("t1");
    assertThat(lateUses)
        .singleElement()
        .satisfies(
            use -> {
              assertThat(use.revision()).isZero();
              assertThat(use.fromMillis()).isLessThanOrEqualTo(now);
              assertThat(use.toMillis())
                  .as("bounded, should it be killed")
                  .isBetween(now, now + 300_000);
            });

    int said = lateUses.size();
    for (int i = 2; i < 100; i++) {
      assertThat(router.route(trip(i, now + i))).isCompleted();
    }
    assertThat(lateUses).as("one note covers minutes").hasSize(said);

    routingTopic.goOn();
    await().until(() -> lateUses.size() > said);
    assertThat(lateUses.get(said).toMillis()).as("ends with the doubt").isEqualTo(now + 99);
  }

  @Test
  void aRecordFromAClockFarAheadIsFoundAndLeavesNoOpenEndBehind() throws Exception {
    steering.begin(EARLY);
    long now = System.currentTimeMillis();
    long ahead = now + 86_400_000;
    assertThat(router.route(trip(1, ahead))).isCompleted();
    assertThat(lateUses)
        .singleElement()
        .satisfies(
            use -> {
              assertThat(use.fromMillis()).isLessThanOrEqualTo(ahead);
              assertThat(use.toMillis()).isBetween(ahead, ahead + 60_000);
            });
    assertThat(report().lastPublishMillis()).isLessThan(now + 120_000);

    steering.table(everythingIn(3, 1, now + 1_000, "next"), now);
    assertThat(router.route(trip(2, now))).isCompleted();
    assertThat(lateUses).as("later tables are no late uses").hasSize(1);
  }

  @Test
  void aTableThatReachesTheBrokerLateTakesEffectInTheFutureAllTheSame() throws Exception {
    steering.begin(EARLY);
    long now = System.currentTimeMillis();
    steering.table(everythingIn(3, 1, now - 600_000, "held up for ten minutes"), now);
    assertThat(router.route(trip(1, now - 300_000))).isCompleted();
    assertThat(topics.published.element().decision().revision()).isZero();
    assertThat(steering.snapshot().history().latest().effectiveFromMillis()).isGreaterThan(now);
    assertThat(lateUses).isEmpty();
  }

  @Test
  void placesARecordByTheTiesOfTheTableOfItsTimeNotByThoseOfToday() throws Exception {
    steering.begin(EARLY);
    arrive(
        new RoutingTable(
            1,
            ModelRef.HASH,
            SplitPoints.uniform(SHARDS),
            List.of(0, 1, 2, 3),
            LATE,
            RoutingTable.LEAST_LEAD_MILLIS,
            false,
            "keys are spread"));
    for (int i = 0; i < 100; i++) {
      String json = "{\"trip\": \"t%d\", \"rider\": \"one rider\", \"distance\": 1}";
      assertThat(router.route(record(json.formatted(i), i < 50 ? EARLY : LATE))).isCompleted();
    }
    assertThat(shardsOf(0, 50)).hasSize(1);
    assertThat(shardsOf(50, 100)).hasSize(SHARDS);
  }

  private Set<Integer> shardsOf(int fromTrip, int toTrip) {
    return IntStream.range(fromTrip, toTrip)
        .mapToObj(trip -> java.util.Objects.requireNonNull(store.rows.get("t" + trip)).shard())
        .collect(Collectors.toSet());
  }

  @Test
  void stopsAtAGapInTheRevisions() {
    steering.begin(EARLY);
    arrive(everythingIn(3, 1, LATE, "good"));
    assertThatThrownBy(() -> arrive(everythingIn(3, 3, LATE + 1, "one too far")))
        .isInstanceOf(BrokenHistoryException.class);
  }

  /** A table that was published in time to take effect when it says. */
  private void arrive(RoutingTable table) {
    steering.table(table, table.effectiveFromMillis() - RoutingTable.LEAST_LEAD_MILLIS);
  }

  private ShardReport report() {
    return tally.report(LATE, inFlight.count());
  }

  private static RoutedModel everythingAt(int version, double position) {
    return new RoutedModel(version, 1, (values, into) -> {}, features -> position);
  }

  private static RoutingTable table(long revision, int model, long effectiveFrom) {
    return new RoutingTable(
        revision,
        new ModelRef(model, "function://public/default/trips-model@v" + model, "00"),
        SplitPoints.uniform(SHARDS),
        IntStream.range(0, SHARDS).boxed().toList(),
        effectiveFrom,
        "test");
  }

  // A CloudEvent in binary mode: its attributes are properties of the message.
  @Test
  void readsPropertiesOfTheMessageAsFields() throws Exception {
    PipelineConfig events =
        PipelineConfigs.fromYaml(
            """
            pipeline: trips
            input_topic: persistent://public/default/trips
            key_field: $properties.ce_source
            record_id_field: $properties.ce_id
            target_shard_count: 4
            text_numbers: [$properties.ce_size]
            feature_extraction_pipeline:
              - {name: type, kind: categorical, field: $properties.ce_type, levels: [made, gone]}
              - {name: size, kind: numeric, field: $properties.ce_size}
            storage:
              columns:
                - {name: type, type: text, field: $properties.ce_type}
                - {name: size, type: text, field: $properties.ce_size}
                - {name: at, type: timestamp, field: $properties.ce_time}
                - {name: own, type: text, field: '"$properties".ce_type'}
                - {name: dotted, type: text, field: '$properties."ce.dotted"'}
            """,
            "test");
    RecordRouter eventRouter = router(events);
    steering.begin(EARLY);
    String json = "{\"$properties\": {\"ce_type\": \"of the record\", \"ce_id\": \"none\"}}";
    Map<String, String> attributes =
        Map.of(
            "ce_id", "e1",
            "ce_source", "/shop",
            "ce_type", "made",
            "ce_size", "12",
            "ce.dotted", "d",
            "ce_time", "2018-04-05T17:31:00Z");

    assertThat(eventRouter.route(event(json, attributes))).isCompleted();
    assertThat(eventRouter.route(event("{}", Map.of("ce_source", "/shop")))).isCompleted();

    assertThat(store.rows.get("e1"))
        .returns("/shop", row -> row.key())
        .returns(
            List.of("made", "12", Instant.parse("2018-04-05T17:31:00Z"), "of the record", "d"),
            row -> row.columns());
    assertThat(samples.offered.element().fields())
        .containsEntry("$properties.ce_type", "made")
        .containsEntry("$properties.ce_size", 12.0);
    assertThat(deadLetters.buried)
        .singleElement()
        .satisfies(
            buried ->
                assertThat(buried.rejection())
                    .isEqualTo(
                        new Rejection(
                            Reason.MISSING_KEY,
                            "The record's record id should be in field '$properties.ce_id', which is absent, null or empty.")));
  }

  private static InputRecord event(String json, Map<String, String> properties) {
    return new InputRecord(
        json.getBytes(StandardCharsets.UTF_8),
        null,
        null,
        null,
        properties,
        0,
        EARLY,
        "1:2:-1",
        "persistent://public/default/trips",
        null);
  }

  private static InputRecord trip(int number, long publishMillis) {
    return record(
        "{\"trip\": \"t%d\", \"rider\": \"r%d\", \"distance\": %d}"
            .formatted(number, number, number),
        publishMillis);
  }

  private static InputRecord record(String json, long publishMillis) {
    return new InputRecord(
        json.getBytes(StandardCharsets.UTF_8),
        null,
        null,
        null,
        Map.of(),
        0,
        publishMillis,
        "1:2:-1",
        "persistent://public/default/trips",
        null);
  }
}
