package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.config.ShardsConfig;
import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.control.Simulation.Workload;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.steering.Resolution;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the loop of reports and rebalances must reach, on seeded streams in simulated time. */
class SteeringTargetsTest {
  private static final long SEED = 20261122;
  private static final int SECONDS = 300;
  private static final int RATE = 1000;

  /** Positions as a tree predicts them: a thousand cells of uneven weight. */
  private static final Workload CELLS =
      (progress, random) -> Math.floor(Math.pow(random.nextDouble(), 2) * 1000) / 1000;

  private static final Workload SLOW_DRIFT =
      (progress, random) -> {
        double place = 0.15 * bell(random) + 0.2 * progress;
        return place - Math.floor(place);
      };

  private static double bell(SplittableRandom random) {
    double sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum - 6;
  }

  private static Workload stepAtHalf() {
    return (progress, random) -> random.nextDouble() / 2 + (progress < 0.5 ? 0 : 0.5);
  }

  /** Between two distributions, this many times back and forth. */
  private static Workload squareWave(int periods) {
    return (progress, random) ->
        (int) (progress * periods * 2) % 2 == 0
            ? random.nextDouble()
            : Math.pow(random.nextDouble(), 3);
  }

  private static Workload shapeWith(double share) {
    return (progress, random) -> random.nextDouble() < share ? 0.37 : random.nextDouble();
  }

  /** A point that goes through the whole order once in the stream. */
  private static final Workload SWEEP =
      (progress, random) -> Math.min(progress + 0.01 * random.nextDouble(), Math.nextDown(1.0));

  /** Half of the records around a peak that moves on by more than its width every three seconds. */
  private static final Workload LEAPING_PEAK =
      (progress, random) -> {
        double peak = Math.floor(progress * SECONDS / 3) * 0.007;
        double place = random.nextBoolean() ? random.nextDouble() : peak + 0.004 * bell(random);
        return place - Math.floor(place);
      };

  private static Simulation stream(int shards) {
    System.out.println("seed " + SEED);
    return new Simulation(Configs.shards(shards), RATE, SEED);
  }

  @ParameterizedTest
  @CsvSource({"8, 1.05", "32, 1.10"})
  void keepsAStationaryStreamEven(int shards, double p95) {
    var run = stream(shards).run(SECONDS, CELLS);
    assertThat(run.finalSizeImbalance()).isLessThan(1.01);
    assertThat(run.p95SizeImbalance()).isLessThan(p95);
  }

  @ParameterizedTest
  @CsvSource({"8, 1.05", "32, 1.10"})
  void keepsADriftingStreamEven(int shards, double p95) {
    var run = stream(shards).run(SECONDS, SLOW_DRIFT);
    assertThat(run.finalSizeImbalance()).isLessThan(1.01);
    assertThat(run.p95SizeImbalance()).isLessThan(p95);
  }

  @ParameterizedTest
  @CsvSource({"0.2, 8", "0.6, 8", "0.2, 32", "0.6, 32"})
  void dividesAHotValueByHash(double share, int shards) {
    var run = stream(shards).run(SECONDS, shapeWith(share));
    assertThat(run.finalSizeImbalance()).isLessThan(1.01);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32})
  void evensRatesWithinThirtySecondsAfterTheWholeDistributionJumps(int shards) {
    var run = stream(shards).run(SECONDS, stepAtHalf());
    double chance = Math.sqrt(2 * Math.log(shards) * shards / (20.0 * RATE));
    assertThat(run.rateImbalance(180, 200)).isLessThan(1.2 + chance);
    assertThat(run.finalSizeImbalance()).isLessThan(1.01);
  }

  @ParameterizedTest
  @CsvSource({"8, 1.02", "32, 1.05"})
  void reducesTheResolutionWhereSplitPointsCouldNotFollowAPeak(int shards, double size) {
    var run = stream(shards).run(2 * SECONDS, LEAPING_PEAK);
    assertThat(run.decisionLog("resolution_reduced")).isNotEmpty();
    assertThat(run.finalSizeImbalance()).isLessThan(size);
  }

  @Test
  void staysEvenWithFewTables() {
    int seconds = 4 * 3_600;
    Workload restless =
        (progress, random) -> {
          double place = progress * seconds / 3_600 + 0.02 * bell(random);
          return place - Math.floor(place);
        };
    int most = 30;
    var run = new Simulation(Configs.rebalancing(8, most), 40, SEED).run(seconds, restless);
    assertThat(run.tables()).isBetween(most * 12, most * 24);
    assertThat(run.finalSizeImbalance()).isLessThan(1.05);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32})
  void evensRatesOfAPointThatSweepsThroughTheOrder(int shards) {
    var run = stream(shards).run(2 * SECONDS, SWEEP);
    assertThat(run.rateImbalance(SECONDS, 2 * SECONDS)).isLessThan(1.2);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32})
  void leavesTheOrderAsFineAsItIsWhereSplitPointsFollow(int shards) {
    for (Workload workload : List.of(CELLS, SLOW_DRIFT, stepAtHalf(), shapeWith(0.6))) {
      assertThat(stream(shards).run(SECONDS, workload).decisionLog("resolution_reduced")).isEmpty();
    }
  }

  @Test
  void restoresTheResolutionWhenTheStreamHasCalmedDown() {
    Workload calming =
        (progress, random) ->
            progress < 0.2 ? LEAPING_PEAK.position(5 * progress, random) : random.nextDouble();
    var run = stream(8).run(5 * SECONDS, calming);
    assertThat(run.decisionLog("resolution_reduced")).isNotEmpty();
    assertThat(run.decisionLog("resolution_restored")).isNotEmpty();
    assertThat(run.finalResolution()).isEqualTo(Resolution.FULL);
  }

  @Test
  void evensRatesAtAnySpeedOfTheStream() {
    for (int rate : new int[] {100, 10_000}) {
      var run = new Simulation(Configs.shards(8), rate, SEED).run(200, stepAtHalf());
      assertThat(run.rateImbalance(130, 160)).as("%d records/s", rate).isLessThan(1.25);
    }
  }

  @Test
  void splitsTheOrderIntoAThousandShards() {
    Workload manyCells = (progress, random) -> Math.floor(random.nextDouble() * 3000) / 3000;
    var run = new Simulation(Configs.shards(1024), 20_000, SEED).run(60, manyCells);
    assertThat(run.rateImbalance(30, 60)).isLessThan(1.4);
    assertThat(run.finalSizeImbalance()).isLessThan(1.1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 20})
  void settlesAfterAStepWhateverTheDelayOfReports(int delay) {
    var run = stream(8).delayingReportsBy(delay).run(2 * SECONDS, stepAtHalf());
    int settled = SECONDS + 4 * delay + 40;
    for (int second = settled; second + 20 <= 2 * SECONDS; second += 20) {
      assertThat(run.rateImbalance(second, second + 20)).isLessThan(1.25);
    }
    assertThat(run.finalSizeImbalance()).isLessThan(1.01);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 10, 20})
  void doesNotSwingHigherThanTheWaveThatItCannotFollow(int delay) {
    var fast = squareWave(50);
    var run = stream(8).delayingReportsBy(delay).run(2 * SECONDS, fast);
    // A wave between even and cubic loads a shard with four times its part at most.
    for (int second = 4 * SECONDS / 3; second + 1 <= 2 * SECONDS; second++) {
      assertThat(run.rateImbalance(second, second + 1)).isLessThan(4.4);
    }
    assertThat(run.finalSizeImbalance()).isLessThan(1.1);
  }

  @Test
  void reRoutesNoMoreThanTheLimitAtOnce() {
    assertThat(stream(32).run(SECONDS, stepAtHalf()).largestMove()).isBetween(0.05, 0.1 + 1e-9);
  }

  @Test
  void leavesSplitPointsAloneMostOfTheTime() {
    var run = stream(8).run(SECONDS, CELLS);
    int late =
        (int)
            run.decisionLog("rebalanced").stream()
                .filter(entry -> entry.atMillis() > 1_000_000 + SECONDS * 500L)
                .count();
    assertThat(late).isLessThan(30);
  }

  @Test
  void isNotMisledByLostAndRepeatedReportsAndRestarts() {
    var run =
        stream(8)
            .losing(0.2)
            .doubling(0.3)
            .delayingReportsBy(1)
            .restartingTheController(0.05)
            .run(SECONDS, CELLS);
    assertThat(run.finalSizeImbalance()).isLessThan(1.01);
    assertThat(run.p95SizeImbalance()).isLessThan(1.05);
  }

  @Test
  void reportsASingleHeavyKeyAsWhatItIsAndKeepsTheOthersEven() {
    var run = stream(8).withOneKeyFor(0.3).run(SECONDS, (progress, random) -> random.nextDouble());
    assertThat(run.decisionLog("no_action"))
        .filteredOn(entry -> entry.trigger().equals("heavy_key"))
        .hasSize(1)
        .allSatisfy(
            entry ->
                assertThat(entry.message())
                    .startsWith("Key '42' holds ")
                    .containsPattern("pins: \\[\\{key: '42', shard: \\d, exclusive: true}]"));
    assertThat(run.finalSizeImbalance()).isLessThan(0.3 * 8 + 0.1);
  }

  private static Simulation pinned(Pin pin, double share) {
    var shards =
        new ShardsConfig(
            8,
            new AcceptableImbalance.Relative(0.2),
            List.of(),
            Load.RECORDS,
            true,
            new Pins(List.of(pin)));
    System.out.println("seed " + SEED);
    return new Simulation(Configs.with(shards), RATE, SEED).withOneKeyFor(share);
  }

  @Test
  void aPinnedKeyHasItsShardToItselfAndTheOthersAreEven() {
    var whale = new Pin("", List.of(Simulation.FIXED_KEY), 3, true);
    var run = pinned(whale, 0.3).run(SECONDS, CELLS);
    // All of it but what came before the pin was in force.
    assertThat(run.share(3)).isBetween(0.295, 0.306);
    assertThat(run.finalSharedImbalance()).isLessThan(1.01);
    assertThat(run.decisionLog("reconfigured"))
        .extracting(LoggedDecision::message)
        .containsExactly("Other records are pinned: key 42 to shard 3, alone.");
  }

  @Test
  void aShardWithAPinnedKeyGetsLessOfTheOrder() {
    var pin = new Pin("", List.of(Simulation.FIXED_KEY), 3, false);
    var run = pinned(pin, 0.08).run(SECONDS, CELLS);
    assertThat(run.finalSizeImbalance()).isLessThan(1.01);
    assertThat(run.rateImbalance(SECONDS / 2, SECONDS)).isLessThan(1.05);
  }

  @Test
  void followsTheWeightsOfUnequalShards() {
    var weights = List.of(4.0, 2.0, 1.0, 1.0);
    var shards =
        new ShardsConfig(4, new AcceptableImbalance.Relative(0.2), weights, Load.BYTES, true);
    var run = new Simulation(Configs.with(shards), RATE, SEED).run(SECONDS, CELLS);
    assertThat(run.share(0)).isBetween(0.495, 0.505);
    assertThat(run.share(1)).isBetween(0.247, 0.253);
  }

  @Test
  void evensBytesWhereBytesAreTheLoad() {
    var shards =
        new ShardsConfig(8, new AcceptableImbalance.Relative(0.2), List.of(), Load.BYTES, true);
    System.out.println("seed " + SEED);
    var run =
        new Simulation(Configs.with(shards), RATE, SEED)
            .withBytes(position -> position < 0.5 ? 50 : 1000)
            .run(SECONDS, (progress, random) -> random.nextDouble());
    assertThat(run.finalSizeImbalance()).isLessThan(1.01);
  }
}
