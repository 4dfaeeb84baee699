package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.SplitPoints;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "5, 40", "1000, 8", "1000, 1000", "8000, 3"})
  void ranksOfManySplitPointsAreThoseOfEachOne(int orderKeys, int count) {
    long seed = 31L * orderKeys + count;
    System.out.println("Distribution seed " + seed);
    Random random = new Random(seed);
    double[] at =
        random.doubles(orderKeys).map(it -> Math.floor(it * 512) / 512).sorted().toArray();
    double[] weights = random.doubles(orderKeys, 0.1, 2).toArray();
    Distribution distribution = Distribution.of(at, weights, orderKeys, orderKeys);
    double[] splitPoints = random.doubles(count).sorted().toArray();
    for (int i = 0; i < count; i += 3) {
      splitPoints[i] = at[random.nextInt(orderKeys)];
    }
    Arrays.sort(splitPoints);
    if (count > 2) {
      splitPoints[0] = 0;
      splitPoints[count - 1] = 1;
    }

    double[] ranks = distribution.ranks(SplitPoints.of(splitPoints));

    assertThat(ranks).isEqualTo(Arrays.stream(splitPoints).map(distribution::rank).toArray());
    double[] shares = distribution.shares(SplitPoints.of(splitPoints));
    assertThat(shares).hasSize(count + 1);
    assertThat(Arrays.stream(shares).sum()).isBetween(1 - 1e-9, 1 + 1e-9);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 9})
  void anOrderOfLowerResolutionHoldsInEachIntervalWhatTheSplitPointsSendThere(int resolution) {
    Random random = new Random(resolution);
    double[] at = new double[2_000];
    Arrays.setAll(at, i -> OrderKey.of(Math.pow(random.nextDouble(), 3), random.nextLong()));
    Arrays.sort(at);
    double[] weights = random.doubles(at.length, 0.1, 2).toArray();
    Distribution finest = Distribution.of(at, weights, at.length, at.length);
    SplitPoints splitPoints = SplitPoints.at(resolution, random.doubles(7).sorted().toArray());

    double[] expected = new double[8];
    for (int i = 0; i < at.length; i++) {
      expected[splitPoints.interval(at[i])] += weights[i] / Arrays.stream(weights).sum();
    }
    assertThat(finest.at(resolution).shares(splitPoints)).containsExactly(expected, within(1e-9));
    assertThat(finest.movedBetween(splitPoints, splitPoints)).isZero();
    assertThat(finest.movedBetween(splitPoints, SplitPoints.uniform(1)))
        .isCloseTo(1 - expected[0], within(1e-9));
  }
}
