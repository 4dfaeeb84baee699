package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.config.MetricTrigger;
import io.shardsteer.common.config.MetricTrigger.Metric;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.ShardsConfig;
import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.control.ControllerAction.LogDecision;
import io.shardsteer.common.control.ControllerAction.PublishTable;
import io.shardsteer.common.control.ControllerAction.RequestRetrain;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.ControllerCommand.Retrain;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.message.TrainingOutcome.Refused;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ControllerTest {
  private static final long SEED = 5;
  private static final int RECORDS_PER_SAMPLE = 10;
  private static final RoutedModel IDENTITY =
      new RoutedModel(1, 1, (values, into) -> into[0] = values.number(0), row -> row[0]);

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final FieldValues values = new FieldValues(FieldPaths.of(List.of("x")));
  private final Decider decider = new Decider();
  private final List<LoggedDecision> decisionLog = new ArrayList<>();
  private final List<RetrainRequest> requests = new ArrayList<>();
  private final List<RoutingTable> tables = new ArrayList<>();
  private RoutingSnapshot snapshot =
      RoutingSnapshot.of(RoutingHistory.startingWith(RoutingTable.initial(4)), List.of(IDENTITY));
  private final Controller controller =
      new Controller(Configs.shards(4), snapshot.history(), List.of());
  private final RouterTally tally = new RouterTally("r/0", "a", Load.RECORDS, 4);
  private final Map<Integer, Integer> routed = new HashMap<>();
  private long now;
  private long count;

  private void obey(List<ControllerAction> actions) {
    for (ControllerAction action : actions) {
      if (action instanceof PublishTable publish
          && publish.table().revision() > snapshot.history().latest().revision()) {
        snapshot = snapshot.with(publish.table());
        tables.add(publish.table());
      } else if (action instanceof RequestRetrain request) {
        requests.add(request.request());
      } else if (action instanceof LogDecision write) {
        decisionLog.add(write.entry());
      }
    }
  }

  private void route(RouterTally router, DoubleUnaryOperator positions, long publishMillis) {
    values.setNumber(0, positions.applyAsDouble(random.nextDouble()));
    decider.decide(snapshot, values, random.nextLong(), publishMillis);
    router.routed(decider.decision("", ""), 100, publishMillis, false, false);
    if (++count % RECORDS_PER_SAMPLE == 0) {
      router.sampled();
    }
    routed.merge(decider.shard(), 1, Integer::sum);
  }

  private void stream(int seconds, DoubleUnaryOperator positions) {
    for (int second = 0; second < seconds; second++) {
      for (int record = 0; record < 1000; record++) {
        route(tally, positions, now + record);
      }
      now += 1000;
      obey(controller.onReport(tally.report(now, 0), now));
      obey(controller.onTick(now));
    }
  }

  /** Through two routers, which report half a second after each other. */
  private void streamOverTwo(int seconds, DoubleUnaryOperator positions) {
    var other = new RouterTally("r/1", "b", Load.RECORDS, 4);
    List<RouterTally> routers = List.of(tally, other);
    now += 750; // A table takes effect between the reports of the two.
    for (int half = 0; half < 2 * seconds; half++) {
      for (int record = 0; record < 500; record++) {
        route(routers.get(record % 2), positions, now + record);
      }
      now += 500;
      obey(controller.onReport(routers.get(half % 2).report(now, 0), now));
      obey(controller.onTick(now));
    }
  }

  private List<String> kinds() {
    return decisionLog.stream().map(LoggedDecision::kind).toList();
  }

  private static Candidate candidate(RetrainRequest request, DoubleUnaryOperator quantile) {
    List<Double> quantiles =
        IntStream.rangeClosed(0, 4096)
            .mapToObj(i -> Math.min(quantile.applyAsDouble(i / 4096.0), Math.nextDown(1.0)))
            .toList();
    var model = new ModelRef(request.modelVersion(), "function://t/n/m@v1", "00");
    return new Candidate(
        request.id(), model, List.of(), quantiles, List.of(), Map.of("r2", 0.9), 1000);
  }

  private void adoptFirstModel(DoubleUnaryOperator quantile) {
    stream(60, x -> x * x);
    obey(controller.onOutcome(candidate(requests.get(0), quantile), now));
  }

  @Test
  void publishesRevisionZeroWhenItStarts() {
    assertThat(controller.start(0)).contains(new PublishTable(RoutingTable.initial(4)));
  }

  @Test
  void asksOnceForAFirstModelWhenSamplesSuffice() {
    stream(20, x -> x);
    assertThat(requests).isEmpty();
    stream(60, x -> x);
    assertThat(requests).hasSize(1);
    assertThat(requests.get(0).trigger()).isEqualTo("first_model");
    assertThat(requests.get(0).modelVersion()).isEqualTo(1);
  }

  @Test
  void adoptsACandidateWithSplitPointsFromItsQuantilesAndSettles() {
    adoptFirstModel(x -> x * x);
    RoutingTable adopted = snapshot.history().latest();
    assertThat(adopted.model().version()).isEqualTo(1);
    assertThat(adopted.effectiveFromMillis()).isGreaterThanOrEqualTo(now + 2000);
    assertThat(adopted.splitPoints().to(1)).isBetween(0.22, 0.28);
    stream(90, x -> x * x);
    assertThat(kinds()).contains("adopted", "settled").doesNotContain("reverted");
  }

  @Test
  void carriesItsSplitPointsOverIntoARefinedOrder() {
    adoptFirstModel(x -> x * x);
    stream(150, x -> x * x);
    RoutingTable before = snapshot.history().latest();
    controller
        .onCommand(new Retrain(new Origin("1", "ann", "", now)), now)
        .forEach(action -> obey(List.of(action)));
    RetrainRequest request = requests.get(requests.size() - 1);
    Candidate fresh = candidate(request, x -> x);
    Candidate refined =
        new Candidate(
            fresh.requestId(),
            fresh.model(),
            List.of(),
            fresh.orderKeyQuantiles(),
            candidate(request, x -> x * x).orderKeyQuantiles(),
            fresh.evaluation(),
            1);
    obey(controller.onOutcome(refined, now));
    RoutingTable after = snapshot.history().latest();
    assertThat(after.model()).isEqualTo(refined.model());
    for (int i = 0; i < 3; i++) {
      assertThat(after.splitPoints().to(i))
          .isCloseTo(Math.sqrt(before.splitPoints().to(i)), within(1e-3));
    }
  }

  @Test
  void takesAModelBackUnderWhichRecordsAreRejected() {
    adoptFirstModel(x -> x * x);
    stream(5, x -> x * x);
    for (int second = 0; second < 30; second++) {
      for (int i = 0; i < 200; i++) {
        tally.rejected(Rejection.Reason.BAD_FIELD);
      }
      stream(1, x -> x * x);
    }
    assertThat(kinds()).contains("reverted");
    assertThat(snapshot.history().at(now + 10_000).model().isHash()).isTrue();
  }

  @Test
  void doesNotBlameAModelForAJumpThatRebalancesMend() {
    adoptFirstModel(x -> x * x);
    stream(20, x -> x * x);
    stream(60, x -> 0.9 + x / 10);
    assertThat(kinds()).doesNotContain("reverted");
    assertThat(snapshot.history().latest().model().version()).isEqualTo(1);
  }

  @Test
  void revertsAnImbalancedModelWhileSplitPointsMoveWithoutAPause() {
    obey(controller.onConfig(Configs.slow(4), now));
    adoptFirstModel(x -> 0.9999 + x / 10_000);
    streamOverTwo(40, x -> x * x);
    assertThat(kinds()).contains("rebalanced", "reverted");
    assertThat(snapshot.history().at(now + 10_000).model().isHash()).isTrue();
  }

  @Test
  void reducesTheResolutionInsteadOfBlamingAModelForWhatNoSplitPointsCanFollow() {
    adoptFirstModel(x -> x * x);
    for (int second = 0; second < 120; second++) {
      int turn = second / 5;
      double place = turn * 0.618 % 1;
      stream(1, x -> (place + x / 50) % 1);
    }
    assertThat(kinds()).contains("resolution_reduced").doesNotContain("reverted");
    assertThat(snapshot.history().latest().splitPoints().resolution()).isLessThan(Resolution.FULL);
  }

  @Test
  void decidesAsSoonAsEveryRouterHasReported() {
    var other = new RouterTally("r/1", "b", Load.RECORDS, 4);
    controller.onReport(tally.report(now, 0), now);
    controller.onReport(other.report(now, 0), now);
    now += 1000;
    controller.onTick(now);
    List<ControllerAction> afterFirst = new ArrayList<>();
    List<ControllerAction> afterSecond = new ArrayList<>();
    for (int second = 0; second < 3; second++) {
      for (int record = 0; record < 1000; record++) {
        long onlyLowHash = random.nextLong() >>> 1;
        decider.decide(snapshot, values, onlyLowHash, now + record);
        (record % 2 == 0 ? tally : other)
            .routed(decider.decision("", ""), 100, now + record, false, false);
      }
      now += 1000;
      afterFirst.addAll(controller.onReport(tally.report(now, 0), now));
      afterSecond.addAll(controller.onReport(other.report(now + 50, 0), now + 50));
    }
    assertThat(afterFirst).noneMatch(PublishTable.class::isInstance);
    assertThat(afterSecond).anyMatch(PublishTable.class::isInstance);
  }

  @Test
  void asksForAnotherModelAfterOneWasTakenBackToHashing() {
    takesAModelBackUnderWhichRecordsAreRejected();
    stream(120, x -> x * x);
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1).trigger()).isEqualTo("first_model");
  }

  @Test
  void refusesAModelVersionThatWasUsedBefore() {
    adoptFirstModel(x -> x);
    long revision = snapshot.history().latest().revision();
    obey(controller.onOutcome(candidate(requests.get(0), x -> x), now));
    assertThat(snapshot.history().latest().revision()).isEqualTo(revision);
    assertThat(decisionLog.get(decisionLog.size() - 1).message()).contains("version 1 is not new");
  }

  @Test
  void recordsARefusalAndAsksAgainWithMoreSamples() {
    stream(60, x -> x);
    obey(controller.onOutcome(new Refused(requests.get(0).id(), "r2 is 0.01", Map.of()), now));
    assertThat(kinds()).contains("refused");
    stream(120, x -> x);
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1).modelVersion()).isEqualTo(2);
  }

  @Test
  void changesTheNumberOfShardsUnderTheSameModel() {
    stream(10, x -> x);
    obey(controller.onConfig(Configs.shards(6), now));
    stream(5, x -> x);
    RoutingTable table = snapshot.history().latest();
    assertThat(table.shards()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    assertThat(table.model().isHash()).isTrue();
  }

  @Test
  void tiesAreBrokenInAnotherWayFromATableOnThatSaysSo() {
    stream(10, x -> x);
    RoutingTable before = snapshot.history().latest();
    obey(controller.onConfig(Configs.keysSpread(4), now));
    stream(5, x -> x);
    assertThat(before.keepKeyTogether()).isTrue();
    RoutingTable after = snapshot.history().latest();
    assertThat(after.keepKeyTogether()).isFalse();
    assertThat(after.effectiveFromMillis()).isGreaterThan(before.effectiveFromMillis());
  }

  @Test
  void routesNothingMoreToRetiredShardsAndLeavesThemOutOfItsFigures() {
    stream(10, x -> x);
    obey(controller.onConfig(Configs.shards(2), now));
    stream(5, x -> x);
    routed.clear();
    stream(20, x -> x);
    assertThat(routed.keySet()).containsExactlyInAnyOrder(0, 1);
    assertThat(controller.view().sizes()).hasSize(2);
    assertThat(controller.view().figures().get("size_imbalance")).isLessThan(1.05);
    assertThat(controller.view().records()).isEqualTo(35_000);
    obey(controller.onConfig(Configs.shards(4), now));
    stream(5, x -> x);
    routed.clear();
    stream(20, x -> x);
    assertThat(routed.keySet()).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(routed.get(3)).isGreaterThan(routed.get(0));
  }

  @Test
  void changesTheNumberOfShardsThoughNoRecordComes() {
    obey(controller.start(now));
    obey(controller.onConfig(Configs.shards(6), now));
    obey(controller.onTick(now + 1000));
    assertThat(snapshot.history().latest().shards()).hasSize(6);
    assertThat(decisionLog.get(decisionLog.size() - 1).expected().get("moved"))
        .isBetween(0.3, 0.45);
  }

  @Test
  void keepsTheNumberOfShardsWhenAModelIsTakenBack() {
    adoptFirstModel(x -> x * x);
    stream(5, x -> x * x);
    obey(controller.onConfig(Configs.shards(6), now));
    for (int second = 0; second < 30; second++) {
      for (int i = 0; i < 200; i++) {
        tally.rejected(Rejection.Reason.BAD_FIELD);
      }
      stream(1, x -> x * x);
    }
    assertThat(kinds()).contains("reverted");
    assertThat(snapshot.history().at(now + 10_000).model().isHash()).isTrue();
    assertThat(tables.stream().dropWhile(table -> table.shards().size() != 6))
        .isNotEmpty()
        .allSatisfy(table -> assertThat(table.shards()).hasSize(6));
  }

  @Test
  void asksForNoModelBecauseMoreShardsLeaveTheOldOnesAhead() {
    PipelineConfig four = absolute(4);
    obey(controller.onConfig(four, now));
    adoptFirstModel(x -> x * x);
    stream(90, x -> x * x);
    int before = requests.size();
    obey(controller.onConfig(absolute(6), now));
    stream(90, x -> x * x);
    assertThat(controller.view().figures().get("size_imbalance")).isGreaterThan(1.2);
    assertThat(requests).hasSize(before);
  }

  private static PipelineConfig absolute(int shards) {
    return Configs.with(
        new ShardsConfig(
            shards, new AcceptableImbalance.Absolute(2_000), List.of(), Load.RECORDS, true));
  }

  @Test
  void countsStoredRowsWhereTheyWereMovedTo() {
    stream(10, x -> x);
    obey(controller.onConfig(Configs.shards(2), now));
    stream(10, x -> x);
    double before = controller.view().sizes().get(0);
    var message =
        new ReshardMessage(
            new Reshard(1, now, 1, Reshard.Phase.DONE),
            "",
            0,
            "",
            Map.of(0, 2500L, 1, 2500L, 2, -2500L, 3, -2500L),
            Map.of());
    obey(controller.onReshard(message, now));
    obey(controller.onReshard(message, now));
    assertThat(controller.view().sizes().get(0)).isEqualTo(before + 2500);
    assertThat(kinds()).containsOnlyOnce("resharded");
  }

  @Test
  void saysOnceThatReportsAreMissingAndDecidesNothing() {
    stream(5, x -> x);
    decisionLog.clear();
    tables.clear();
    for (int second = 0; second < 8; second++) {
      now += 1000;
      obey(controller.onTick(now));
    }
    assertThat(decisionLog).extracting(LoggedDecision::trigger).containsExactly("stale_reports");
    assertThat(tables).isEmpty();
    assertThat(controller.view().waitingFor()).contains("r/0");
  }

  @Test
  void neverLetsATableTakeEffectBeforeAnEarlierOne() {
    stream(60, x -> x * x * x);
    adoptFirstModel(x -> x);
    stream(30, x -> x * x * x);
    for (int i = 1; i < tables.size(); i++) {
      assertThat(tables.get(i).effectiveFromMillis())
          .isGreaterThan(tables.get(i - 1).effectiveFromMillis());
      assertThat(tables.get(i).revision()).isEqualTo(tables.get(i - 1).revision() + 1);
    }
  }

  private void watchAModelThatStays(Metric metric, double threshold) {
    var trigger = new MetricTrigger(metric, threshold, 3, Duration.ofMinutes(5));
    adoptFirstModel(x -> x * x);
    stream(80, x -> x * x);
    obey(controller.onConfig(Configs.watching(4, trigger), now));
    requests.clear();
  }

  private void assertOneRequestSays(String metric) {
    assertThat(requests).hasSize(1);
    assertThat(requests.get(0).trigger()).isEqualTo(metric);
    assertThat(requests.get(0).reason()).startsWith(metric + " is ").contains(" for 3 evaluations");
    assertThat(decisionLog)
        .anyMatch(
            entry -> entry.kind().equals("retrain_requested") && entry.trigger().equals(metric));
  }

  private void streamAndRead(int seconds, double fanOut, double millis) {
    for (int second = 0; second < seconds; second++) {
      controller.onQueries(new QueryReport("reader", now, 10, fanOut, Map.of(0, millis)), now);
      stream(1, x -> x * x);
    }
  }

  @Test
  void asksForAModelWhenReadsAreSlow() {
    watchAModelThatStays(Metric.QUERY_LATENCY, 250);
    streamAndRead(20, 1, 20);
    assertThat(requests).isEmpty();
    streamAndRead(60, 1, 400);
    assertOneRequestSays("query_latency");
  }

  @Test
  void asksForAModelWhenQueriesReadMoreShardsThanAtItsAdoption() {
    adoptFirstModel(x -> x * x);
    streamAndRead(80, 2, 20);
    var trigger = new MetricTrigger(Metric.QUERY_FAN_OUT, 1.5, 3, Duration.ofMinutes(5));
    obey(controller.onConfig(Configs.watching(4, trigger), now));
    requests.clear();
    streamAndRead(20, 2, 20);
    assertThat(requests).isEmpty();
    streamAndRead(80, 4, 20);
    assertOneRequestSays("query_fan_out");
  }

  @Test
  void asksForAModelWhenTheOrderHasDrifted() {
    watchAModelThatStays(Metric.MODEL_PERFORMANCE, 0.3);
    stream(60, x -> 0.5 + x / 2);
    assertOneRequestSays("model_performance");
  }

  @Test
  void asksForAModelWhenRatesStayImbalanced() {
    watchAModelThatStays(Metric.SHARD_IMBALANCE, 0.2);
    for (int second = 0; second < 60; second++) {
      int turn = second / 5;
      double place = turn * 0.618 % 1;
      stream(1, x -> (place + x / 50) % 1);
    }
    assertOneRequestSays("shard_imbalance");
  }

  @Test
  void asksForNothingWhileReportsAreMissing() {
    watchAModelThatStays(Metric.QUERY_LATENCY, 250);
    for (int second = 0; second < 60; second++) {
      now += 1000;
      controller.onQueries(new QueryReport("reader", now, 10, 1, Map.of(0, 400.0)), now);
      obey(controller.onTick(now));
    }
    assertThat(requests).isEmpty();
  }
}
