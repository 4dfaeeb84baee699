package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.steering.Address;
import io.shardsteer.common.steering.CutPoints;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "5, 40", "1000, 8", "1000, 1000", "8000, 3"})
  void ranksOfManyCutsAreThoseOfEachOne(int addresses, int count) {
    long seed = 31L * addresses + count;
    System.out.println("Distribution seed " + seed);
    Random random = new Random(seed);
    double[] at =
        random.doubles(addresses).map(it -> Math.floor(it * 500) / 500).sorted().toArray();
    double[] weights = random.doubles(addresses, 0.1, 2).toArray();
    Distribution distribution = Distribution.of(at, weights, addresses, addresses);
    double[] cuts = random.doubles(count).sorted().toArray();
    for (int i = 0; i < count; i += 3) {
      cuts[i] = at[random.nextInt(addresses)];
    }
    Arrays.sort(cuts);
    if (count > 2) {
      cuts[0] = 0;
      cuts[count - 1] = 1;
    }

    double[] ranks = distribution.ranks(CutPoints.of(cuts));

    assertThat(ranks).isEqualTo(Arrays.stream(cuts).map(distribution::rank).toArray());
    double[] shares = distribution.shares(CutPoints.of(cuts));
    assertThat(shares).hasSize(count + 1);
    assertThat(Arrays.stream(shares).sum()).isBetween(1 - 1e-9, 1 + 1e-9);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 9})
  void aCoarserOrderHoldsInEachIntervalWhatTheCutsSendThere(int grain) {
    Random random = new Random(grain);
    double[] at = new double[2_000];
    Arrays.setAll(at, i -> Address.of(Math.pow(random.nextDouble(), 3), random.nextLong()));
    Arrays.sort(at);
    double[] weights = random.doubles(at.length, 0.1, 2).toArray();
    Distribution finest = Distribution.of(at, weights, at.length, at.length);
    CutPoints cuts = CutPoints.at(grain, random.doubles(7).sorted().toArray());

    double[] expected = new double[8];
    for (int i = 0; i < at.length; i++) {
      expected[cuts.interval(at[i])] += weights[i] / Arrays.stream(weights).sum();
    }
    assertThat(finest.at(grain).shares(cuts)).containsExactly(expected, within(1e-9));
    assertThat(finest.movedBetween(cuts, cuts)).isZero();
    assertThat(finest.movedBetween(cuts, CutPoints.uniform(1)))
        .isCloseTo(1 - expected[0], within(1e-9));
  }
}
