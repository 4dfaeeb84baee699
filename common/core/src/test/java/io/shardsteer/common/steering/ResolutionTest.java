package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolutionTest {
  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void theFinestLeavesEveryOrderKeyWhereItIs() {
    double orderKey = OrderKey.of(random.nextDouble(), random.nextLong());
    assertThat(Resolution.reduce(orderKey, Resolution.FULL)).isEqualTo(orderKey);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 13, 23})
  void aLowerResolutionKeepsTheStepAndSpreadsRecordsOverItByTheirHash(int resolution) {
    double steps = 1 << resolution;
    for (int i = 0; i < 1_000; i++) {
      double position = random.nextDouble();
      long hash = random.nextLong();
      double place = Resolution.reduce(OrderKey.of(position, hash), resolution);
      double step = Math.floor(position * steps) / steps;
      assertThat(place).isGreaterThanOrEqualTo(step).isLessThan(step + 1 / steps);
      assertThat((place - step) * steps).isEqualTo((hash >>> 40) * 0x1p-24);
    }
  }

  @Test
  void recordsThatMoveWithinAStepStayWhereTheyAre() {
    long hash = random.nextLong();
    double here = Resolution.reduce(OrderKey.of(0.26, hash), 2);
    assertThat(Resolution.reduce(OrderKey.of(0.49, hash), 2)).isEqualTo(here);
    assertThat(Resolution.reduce(OrderKey.of(0.51, hash), 2)).isEqualTo(here + 0.25);
  }

  @Test
  void oneStepIsDividedEvenly() {
    SplitPoints splitPoints = SplitPoints.at(1, 0.125, 0.25, 0.375, 0.5);
    int[] records = new int[5];
    for (int i = 0; i < 40_000; i++) {
      records[splitPoints.interval(OrderKey.of(0.3, random.nextLong()))]++;
    }
    assertThat(records[4]).isZero();
    for (int interval = 0; interval < 4; interval++) {
      assertThat(records[interval] / 10_000.0).isCloseTo(1, within(0.05));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 32, 1024, 1 << 21})
  void goesDownToTwoStepsAndUpToTheFinest(int shards) {
    int resolution = Resolution.FULL;
    for (int i = 0; i < Resolution.FULL; i++) {
      int lower = Resolution.lower(resolution, shards);
      assertThat(lower).isLessThan(resolution == Resolution.LOWEST ? resolution + 1 : resolution);
      assertThat(Resolution.higher(lower, shards)).isGreaterThan(lower);
      resolution = lower;
    }
    assertThat(resolution).isEqualTo(Resolution.LOWEST);
    for (int i = 0; i < Resolution.FULL; i++) {
      resolution = Resolution.higher(resolution, shards);
    }
    assertThat(resolution).isEqualTo(Resolution.FULL);
  }
}
