package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.control.ControllerAction.LogDecision;
import io.shardsteer.common.control.ControllerAction.PublishTable;
import io.shardsteer.common.control.ControllerAction.RequestRetrain;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.routing.Sampler;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the controller does while a router is behind its stream, which it is after any outage. */
class LaggingRouterTest {
  private static final int SHARDS = 4;
  private static final int RECORDS_PER_SECOND = 1_000;
  private static final long INTERVAL_MILLIS = Configs.CONTROL.reportInterval().toMillis();
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final int INTERVALS_PER_PAUSE = 20;

  private final SplittableRandom random = new SplittableRandom(8);
  private final FieldValues values = new FieldValues(FieldPaths.of(List.of("x")));
  private final Decider decider = new Decider();
  private final Sampler sampler = new Sampler(Configs.shards(SHARDS).sampling().perSecond(), 3);
  private final RouterTally tally = new RouterTally("r/0", "a", Load.RECORDS, SHARDS);
  private final List<LoggedDecision> decisions = new ArrayList<>();
  private final List<RetrainRequest> requests = new ArrayList<>();
  private RoutingSnapshot snapshot =
      RoutingSnapshot.of(
          RoutingHistory.startingWith(RoutingTable.initial(SHARDS)),
          List.of(new RoutedModel(1, 1, (from, into) -> into[0] = from.number(0), row -> row[0])));
  private final Controller controller =
      new Controller(Configs.shards(SHARDS), snapshot.history(), List.of());
  private long now = START_MILLIS;
  private long publishMillis;
  private long sampled;
  private long routedByModel;
  private long settledAtRecordByModel = -1;
  private int interval;

  private void obey(List<ControllerAction> actions) {
    for (ControllerAction action : actions) {
      if (action instanceof PublishTable publish
          && publish.table().revision() > snapshot.history().latest().revision()) {
        snapshot = snapshot.with(publish.table());
      } else if (action instanceof RequestRetrain request) {
        requests.add(request.request());
      } else if (action instanceof LogDecision write) {
        decisions.add(write.entry());
        if (write.entry().trigger().equals("probation")) {
          settledAtRecordByModel = routedByModel;
        }
      }
    }
  }

  private void route(long itsPublishMillis) {
    double x = random.nextDouble();
    values.setNumber(0, x * x);
    decider.decide(snapshot, values, random.nextLong(), itsPublishMillis);
    tally.routed(decider.decision("", ""), 100, itsPublishMillis, false, false);
    routedByModel += decider.modelVersion() == 1 ? 1 : 0;
    if (sampler.take(itsPublishMillis)) {
      tally.sampled();
      sampled++;
    }
  }

  private void report() {
    now += INTERVAL_MILLIS;
    obey(controller.onReport(tally.report(now, 0), now));
    obey(controller.onTick(now));
  }

  /** The router routes what was published some time ago; sometimes nothing in an interval. */
  private void streamWithLag(Duration lag, Duration time) {
    publishMillis = now - lag.toMillis();
    for (long end = now + time.toMillis(); now < end; ) {
      if (++interval % INTERVALS_PER_PAUSE != 0) {
        while (publishMillis < now + INTERVAL_MILLIS - lag.toMillis()) {
          route(publishMillis++);
        }
      }
      report();
    }
  }

  /**
   * The router routes as much as it can of what has been published since {@link #publishMillis}.
   */
  private void catchUp(int recordsPerSecond, Duration time) {
    for (long end = now + time.toMillis(); now < end; ) {
      if (++interval % INTERVALS_PER_PAUSE != 0) {
        long most = recordsPerSecond * INTERVAL_MILLIS / 1000;
        for (long i = 0; i < most && publishMillis < now + INTERVAL_MILLIS; i++) {
          route(publishMillis++);
        }
      }
      report();
    }
  }

  private List<String> kinds() {
    return decisions.stream().map(LoggedDecision::kind).toList();
  }

  private void adopt() {
    List<Double> quantiles =
        IntStream.rangeClosed(0, 4096).mapToObj(i -> Math.pow(i / 4097.0, 2)).toList();
    var model = new ModelRef(1, "function://t/n/m@v1", "00");
    var candidate =
        new Candidate(
            requests.get(0).id(), model, List.of(), quantiles, List.of(), Map.of("r2", 0.9), 1000);
    obey(controller.onOutcome(candidate, now));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 11, 5 * 60, 3 * 60 * 60})
  void asksForAFirstModelAsSoonAsSamplesSufficeHoweverFarBehindItsRouterIs(long lagSeconds) {
    streamWithLag(Duration.ofSeconds(lagSeconds), Duration.ofSeconds(20));
    assertThat(requests).isEmpty();
    streamWithLag(Duration.ofSeconds(lagSeconds), Duration.ofSeconds(40));
    assertThat(requests).hasSize(1);
    assertThat(controller.view().samples()).isEqualTo(sampled);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 60, 10 * 60})
  void judgesAModelByWhatItRoutedHoweverFarBehindItsRouterIs(long lagSeconds) {
    Duration lag = Duration.ofSeconds(lagSeconds);
    streamWithLag(lag, Duration.ofMinutes(1));
    adopt();
    streamWithLag(lag, lag.plus(Configs.CONTROL.probation().multipliedBy(2)));
    assertThat(kinds()).contains("adopted", "settled").doesNotContain("reverted");
    long recordsOnProbation = Configs.CONTROL.probation().toSeconds() * RECORDS_PER_SECOND;
    assertThat(settledAtRecordByModel).isGreaterThan(recordsOnProbation * 9 / 10);
  }

  @Test
  void aTopicThatHeldTenMillionRecordsBeforeTheFirstRouterStartedGetsAModelAndKeepsIt() {
    publishMillis = now - Duration.ofSeconds(10_000).toMillis();
    catchUp(50_000, Duration.ofSeconds(30));
    assertThat(requests).hasSize(1);
    adopt();
    catchUp(50_000, Duration.ofSeconds(170));
    assertThat(controller.view().records()).isLessThan(10_000_000);
    assertThat(controller.view().onProbation()).isTrue();
    catchUp(50_000, Duration.ofMinutes(2));
    assertThat(controller.view().records()).isGreaterThan(10_000_000);
    assertThat(kinds()).contains("adopted", "settled").doesNotContain("reverted");
    assertThat(settledAtRecordByModel).isGreaterThan(50_000);
    assertThat(controller.view().figures().get("rate_imbalance")).isLessThan(1.3);
  }
}
