package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.config.MetricTrigger;
import io.shardsteer.common.config.MetricTrigger.Metric;
import io.shardsteer.common.config.ShardsConfig;
import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.routing.RouterTally;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the controller measures, and by which figures it decides. */
class DecisionRulesTest {
  @Test
  void leavesSplitPointsUniformWhileRecordsAreHashed() {
    var world = new World(3);
    world.stream(120);
    assertThat(world.snapshot.history().latest().revision()).isZero();
  }

  @Test
  void knowsRatesOfAStreamOfOneRecordASecond() {
    var world = new World(3);
    world.recordsPerSecond = 1;
    world.stream(600);
    assertThat(world.controller.status(world.now).figures()).containsKey("rate_imbalance");
  }

  @Test
  void keepsAModelOnProbationUntilItsRatesHaveBeenSeen() {
    var world = new World(3);
    world.stream(30);
    world.recordsPerSecond = 1;
    world.answerWithModel();
    world.stream(200);
    assertThat(world.controller.status(world.now).phase()).isEqualTo("on_probation");
    assertThat(world.controller.status(world.now).waitingFor()).contains("rates");
    world.stream(400);
    assertThat(world.controller.status(world.now).phase()).isEqualTo("settled");
  }

  @Test
  void comparesFanOutWithReadsSinceTheModelTookOver() {
    var trigger = new MetricTrigger(Metric.QUERY_FAN_OUT, 1.5, 3, Duration.ofMinutes(5));
    var world = new World(3, Configs.watching(4, trigger));
    read(world, 30, 4);
    world.answerWithModel();
    read(world, 120, 1.3);
    world.requests.clear();
    read(world, 120, 4);
    assertThat(world.requests).extracting(RetrainRequest::trigger).contains("query_fan_out");
  }

  private static void read(World world, int seconds, double fanOut) {
    for (int second = 0; second < seconds; second++) {
      var report = new QueryReport("reader", world.now, 10, fanOut, Map.of(0, 5.0));
      world.controller.onQueries(report, world.now);
      world.stream(1);
    }
  }

  @Test
  void imbalanceIsTheLargestSizeMinusTheSmallest() {
    double[] fair = {0.25, 0.25, 0.25, 0.25};
    assertThat(AcceptableImbalance.measure(new double[] {130, 100, 100, 70}, fair))
        .isCloseTo(0.6, within(1e-9));
    assertThat(new AcceptableImbalance.Absolute(50).asFraction(100)).isEqualTo(0.5);
    double[] weights = {0.5, 0.5 / 3, 0.5 / 3, 0.5 / 3};
    assertThat(AcceptableImbalance.measure(new double[] {300, 100, 100, 100}, weights))
        .isCloseTo(0, within(1e-9));
  }

  @Test
  void anAbsoluteImbalanceDoesNotAskForModelsWithoutEnd() {
    var shards =
        new ShardsConfig(4, new AcceptableImbalance.Absolute(400), List.of(), Load.RECORDS, true);
    var world = new World(3, Configs.with(shards));
    world.stream(30);
    world.answerWithModel();
    world.stream(1_500);
    assertThat(world.requests)
        .filteredOn(request -> request.trigger().equals("shard_imbalance"))
        .hasSizeLessThan(2);
    assertThat(world.controller.status(world.now).figures().get("shard_imbalance"))
        .as("beyond what chance adds")
        .isLessThan(2 * 400 / (1_530_000 / 4.0));
  }

  @Test
  void goesOnDecidingWhileARouterWithATenthOfTheLoadIsSilent() {
    var world = new World(3);
    var small = new RouterTally("r/1", "b", Load.RECORDS, 4);
    world.beside(small, 0.1, 20);
    world.stream(60);
    assertThat(world.decisions)
        .anyMatch(it -> it.trigger().equals("router_silent") && it.message().contains("r/1"));
    assertThat(world.controller.view().waitingFor()).isEmpty();
    assertThat(world.requests).isNotEmpty();
  }
}
