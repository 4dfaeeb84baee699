package io.shardsteer.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.message.TrainingOutcome.Refused;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.retry.Retry;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.trainer.BuildResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetrainingTest {
  private static final PipelineConfig CONFIG = RidePipeline.config("distance", 1 << 20);
  private static final List<Double> QUANTILES = List.of(0.0, 0.5, 1.0);

  private final MemoryModelStore store = new MemoryModelStore();
  private final MemoryOutcomes outcomes = new MemoryOutcomes();
  private final List<Optional<LoadedModel>> seenModels = new ArrayList<>();
  private final RideModels models = new RideModels(CONFIG);
  private CandidateMaker maker =
      (samples, config, current, request) -> {
        seenModels.add(current);
        return models.built(request.modelVersion(), 0);
      };

  @Test
  void storesAndAnnouncesACandidateThatRoutersCanRead() throws IOException {
    retraining().answer(request("r1", 1, RoutingTable.initial(4)), CONFIG);
    Candidate candidate = (Candidate) outcomes.announced.get(0);
    assertThat(candidate.requestId()).isEqualTo("r1");
    assertThat(candidate.model().packageUrl())
        .isEqualTo("function://public/default/rides-model@v1-r1");
    assertThat(candidate.orderKeyQuantiles()).isEqualTo(QUANTILES);
    assertThat(candidate.evaluation()).containsEntry("r2", 0.5);
    assertThat(candidate.trainingMillis()).isEqualTo(400);
    byte[] bytes = store.fetch(candidate.model().packageUrl()).orElseThrow();
    assertThat(ModelPackage.read(bytes, candidate.model(), CONFIG).ref())
        .isEqualTo(candidate.model());
  }

  @Test
  void comparesWithTheModelInForce() throws IOException {
    retraining().answer(request("r1", 1, RoutingTable.initial(4)), CONFIG);
    ModelRef first = ((Candidate) outcomes.announced.get(0)).model();
    retraining().answer(request("r2", 2, table(first)), CONFIG);
    assertThat(seenModels.get(0)).isEmpty();
    assertThat(seenModels.get(1)).map(LoadedModel::ref).contains(first);
  }

  @Test
  void goesWithoutAPresentModelThatIsGoneOrDamaged() throws IOException {
    store.packages.put("function://damaged", new byte[] {1, 2, 3});
    for (String url : List.of("function://gone", "function://damaged")) {
      RetrainRequest request = request(url, 5, table(new ModelRef(4, url, "00")));
      retraining().answer(request, CONFIG);
    }
    assertThat(seenModels).containsExactly(Optional.empty(), Optional.empty());
    assertThat(outcomes.announced).allMatch(outcome -> outcome instanceof Candidate);
  }

  @Test
  void leavesAnAnsweredRequestAlone() throws IOException {
    RetrainRequest request = request("r1", 1, RoutingTable.initial(4));
    retraining().answer(request, CONFIG);
    retraining().answer(request, CONFIG);
    assertThat(outcomes.announced).hasSize(1);
    assertThat(store.puts).isEqualTo(1);
  }

  @Test
  void replacesThePackageAfterACrashBeforeTheAnnouncement() throws IOException {
    RetrainRequest request = request("r1", 1, RoutingTable.initial(4));
    outcomes.away = true;
    assertThatThrownBy(() -> retraining().answer(request, CONFIG)).isInstanceOf(IOException.class);
    assertThat(store.puts).isEqualTo(1);
    outcomes.away = false;
    retraining().answer(request, CONFIG);
    Candidate candidate = (Candidate) outcomes.announced.get(0);
    byte[] bytes = store.fetch(candidate.model().packageUrl()).orElseThrow();
    assertThat(ModelPackage.checksum(bytes)).isEqualTo(candidate.model().checksum());
    assertThat(store.packages).hasSize(1);
  }

  @Test
  void announcesARefusalOfTheGate() throws IOException {
    maker =
        (samples, config, current, request) ->
            new BuildResult.Refused("r2 is 0.1, 0.1 too low", Map.of("r2", 0.1));
    retraining().answer(request("r1", 1, RoutingTable.initial(4)), CONFIG);
    assertThat(outcomes.announced)
        .containsExactly(new Refused("r1", "r2 is 0.1, 0.1 too low", Map.of("r2", 0.1)));
    assertThat(store.packages).isEmpty();
  }

  @Test
  void refusesWhatRoutersWouldRefuse() throws IOException {
    maker = (samples, config, current, request) -> models.built(request.modelVersion(), 0.1);
    retraining().answer(request("r1", 1, RoutingTable.initial(4)), CONFIG);
    assertThat(((Refused) outcomes.announced.get(0)).reason())
        .startsWith("Routers would refuse it: The model answers");
    assertThat(store.packages).isEmpty();
  }

  @Test
  void announcesAFailureInsteadOfTryingForever() throws IOException {
    maker =
        (samples, config, current, request) -> {
          throw new IllegalStateException("out of luck");
        };
    retraining().answer(request("r1", 1, RoutingTable.initial(4)), CONFIG);
    assertThat(((Refused) outcomes.announced.get(0)).reason())
        .isEqualTo("Training failed: java.lang.IllegalStateException: out of luck");
  }

  @Test
  void waitsForAStoreThatIsAway() throws IOException {
    store.failuresToCome = 2;
    retraining().answer(request("r1", 1, RoutingTable.initial(4)), CONFIG);
    assertThat(outcomes.announced.get(0)).isInstanceOf(Candidate.class);
  }

  @Test
  void refusesWhenTheStoreStaysAway() throws IOException {
    store.failuresToCome = 100;
    retraining().answer(request("r1", 1, RoutingTable.initial(4)), CONFIG);
    retraining().answer(request("r2", 2, table(new ModelRef(1, "function://x", "0"))), CONFIG);
    assertThat(((Refused) outcomes.announced.get(0)).reason())
        .isEqualTo("The package store did not take it: store is away");
    assertThat(((Refused) outcomes.announced.get(1)).reason())
        .isEqualTo("The package store is away: store is away");
  }

  @Test
  void leavesARequestUnansweredWhenInterruptedWhileTheStoreIsAway() {
    store.failuresToCome = 1;
    Retry interrupted =
        new Retry(
            retry().attempts(),
            retry().backoff(),
            wait -> {
              throw new InterruptedException();
            });
    Retraining stopped =
        new Retraining(
            (count, until) -> List.of(),
            OutcomeWindow.NONE,
            AskedWindow.NOTHING,
            maker,
            store,
            outcomes,
            interrupted,
            clock());
    assertThatThrownBy(() -> stopped.answer(request("r1", 1, RoutingTable.initial(4)), CONFIG))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcomes.announced).isEmpty();
  }

  @Test
  void leavesARequestUnansweredWhileSamplesCannotBeRead() {
    Retraining blind =
        retraining(
            (count, until) -> {
              throw new IOException("samples are away");
            },
            AskedWindow.NOTHING);
    assertThatThrownBy(() -> blind.answer(request("r1", 1, RoutingTable.initial(4)), CONFIG))
        .isInstanceOf(IOException.class);
    assertThat(outcomes.announced).isEmpty();
  }

  @Test
  void asksForAsManySamplesAsConfigured() throws IOException {
    List<Integer> asked = new ArrayList<>();
    SampleWindow window =
        (count, until) -> {
          asked.add(count);
          return List.<Sample>of();
        };
    retraining(window, AskedWindow.NOTHING)
        .answer(request("r1", 1, RoutingTable.initial(4)), CONFIG);
    assertThat(asked).containsExactly(RidePipeline.MAX_SAMPLES);
  }

  @Test
  void answersARequestThatMemoryDoesNotSufficeFor() throws IOException {
    maker =
        (samples, config, current, request) -> {
          throw new OutOfMemoryError("Java heap space");
        };
    retraining().answer(request("r1", 1, RoutingTable.initial(4)), CONFIG);
    assertThat(((Refused) outcomes.announced.get(0)).reason())
        .isEqualTo(
            "Training ran out of memory: Java heap space.\nLower training.max_samples (%d) or start the trainer with a larger -Xmx."
                .formatted(RidePipeline.MAX_SAMPLES));
  }

  @Test
  void readsSamplesFromBeforeTheirOutcomesWereKnownToo() throws IOException {
    PipelineConfig config = RidePipeline.withOutcomes("fares", Duration.ofMillis(600));
    List<Long> until = new ArrayList<>();
    List<List<Sample>> made = new ArrayList<>();
    List<Sample> joined = List.of(sample(900));
    maker =
        (samples, pipeline, current, request) -> {
          made.add(samples);
          return models.built(request.modelVersion(), 0);
        };
    SampleWindow window =
        (count, untilMillis) -> {
          until.add(untilMillis);
          return List.of(sample(untilMillis), sample(700));
        };
    OutcomeWindow known =
        (samples, pipeline, untilMillis) -> {
          assertThat(samples).containsExactly(sample(800), sample(700), sample(1_400));
          assertThat(untilMillis).isEqualTo(1_400);
          return joined;
        };
    new Retraining(window, known, AskedWindow.NOTHING, maker, store, outcomes, retry(), clock())
        .answer(request("r1", 1, RoutingTable.initial(4)), config);
    assertThat(until).containsExactlyInAnyOrder(1_400L, 800L);
    assertThat(made).containsExactly(joined);
  }

  @Test
  void trainsForWhatWasAskedInTheWindow() throws IOException {
    List<QueryTemplate> seen = new ArrayList<>();
    maker =
        (samples, pipeline, current, request) -> {
          seen.addAll(pipeline.queries());
          return models.built(request.modelVersion(), 0);
        };
    AskedWindow asked =
        (window, now) -> {
          assertThat(window).isEqualTo(Duration.ofDays(7));
          return List.of(
              new AskedShape(
                  List.of(
                      new AskedShape.Part("colour", AskedShape.Kind.EQUAL, 0),
                      new AskedShape.Part("hour", AskedShape.Kind.RANGE, 4)),
                  30,
                  10,
                  30,
                  10));
        };
    retraining((count, until) -> List.of(), asked)
        .answer(request("r1", 1, RoutingTable.initial(4)), CONFIG);
    assertThat(seen)
        .containsExactly(
            new QueryTemplate("hour range", 30, List.of(new QueryTemplate.Range("hour", 4, 1))));
  }

  private static Sample sample(long publishMillis) {
    return new Sample(Map.of(), "k", 1, 0, 0.5, 1, 10, 1, publishMillis);
  }

  private static Clock clock() {
    return Clock.fixed(Instant.ofEpochMilli(1_400), ZoneOffset.UTC);
  }

  private Retraining retraining() {
    return retraining((count, until) -> List.of(), AskedWindow.NOTHING);
  }

  private Retraining retraining(SampleWindow samples, AskedWindow asked) {
    return new Retraining(
        samples, OutcomeWindow.NONE, asked, maker, store, outcomes, retry(), clock());
  }

  private static Retry retry() {
    return new Retry(4, Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(2)), wait -> {});
  }

  private static RetrainRequest request(String id, int version, RoutingTable current) {
    return new RetrainRequest(id, "shards are uneven", "shard_imbalance", version, current, 1_000);
  }

  private static RoutingTable table(ModelRef model) {
    return new RoutingTable(
        7, model, SplitPoints.uniform(4), List.of(0, 1, 2, 3), 0, "a model was adopted");
  }
}
