package io.shardsteer.deploy.replay.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AftershocksTest {
  private static final int DRAWS = 400_000;

  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void backgroundHasTheGiniCoefficient() {
    double[] weights = Aftershocks.weights(random);
    Arrays.sort(weights);
    double ranked = 0;
    for (int i = 0; i < weights.length; i++) {
      ranked += (2 * (i + 1) - weights.length - 1) * weights[i];
    }
    double gini = ranked / weights.length / Arrays.stream(weights).sum();
    assertThat(weights).hasSize(5_000);
    assertThat(gini).isCloseTo(0.94, within(0.005));
  }

  @Test
  void anEventHasOffspringOfTheMean() {
    int parts = 100_000;
    double mean = 0;
    for (int i = 0; i < parts; i++) {
      double tail = Math.pow(10, -6);
      double magnitude = 2 - Math.log10(1 - (i + 0.5) / parts * (1 - tail));
      mean += Aftershocks.meanOffspring(magnitude) / parts;
    }
    assertThat(mean).isCloseTo(0.9, within(0.01));
    double drawn = 0;
    for (int i = 0; i < DRAWS; i++) {
      drawn += Aftershocks.poisson(0.9, random);
    }
    assertThat(drawn / DRAWS).isCloseTo(0.9, within(0.01));
    assertThat(Aftershocks.poisson(10_000, random)).isBetween(9_600, 10_400);
  }

  @Test
  void aMagnitudeMoreIsATenthAsFrequent() {
    double[] magnitudes = new double[DRAWS];
    Arrays.setAll(magnitudes, i -> Aftershocks.magnitude(random));
    assertThat(Arrays.stream(magnitudes).min().orElseThrow()).isGreaterThanOrEqualTo(2);
    assertThat(Arrays.stream(magnitudes).max().orElseThrow()).isBetween(6.0, 8.0);
    assertThat(share(magnitudes, 3)).isCloseTo(0.1, within(0.003));
    assertThat(share(magnitudes, 4)).isCloseTo(0.01, within(0.001));
  }

  private static double share(double[] values, double least) {
    return Arrays.stream(values).filter(it -> it >= least).count() / (double) values.length;
  }

  /** The integral of (t + 1)^-1.1 to 1,000 s: half of it is reached after 16.7 s. */
  @Test
  void offspringFollowByOmorisLaw() {
    double[] delays = new double[DRAWS];
    Arrays.setAll(delays, i -> Aftershocks.delay(random));
    double whole = 1 - Math.pow(1_001, -0.1);
    for (double seconds : new double[] {1, 10, 100}) {
      double later = 1 - (1 - Math.pow(1 + seconds, -0.1)) / whole;
      assertThat(share(delays, seconds)).isCloseTo(later, within(0.005));
    }
    assertThat(share(delays, 1_000)).isZero();
  }

  /** At times half of a second's records lie in 3 x 3 cells, as offspring spread by a cell. */
  @Test
  void burstsTakeHalfOfTheStream() {
    var shocks = new Aftershocks(new SplittableRandom(2));
    double largest = 0;
    double usual = 0;
    double[] into = new double[3];
    for (int second = 0; second < 1_000; second++) {
      int[] cells = new int[100 * 150];
      for (int i = 0; i < 1_000; i++) {
        shocks.draw(0, random, into);
        int north = cell(into[0] - Aftershocks.SOUTH, 100);
        int east = cell(into[1] - Aftershocks.WEST, 150);
        for (int n = Math.max(0, north - 1); n <= Math.min(99, north + 1); n++) {
          for (int e = Math.max(0, east - 1); e <= Math.min(149, east + 1); e++) {
            cells[n * 150 + e]++;
          }
        }
      }
      double share = Arrays.stream(cells).max().orElse(0) / 1_000.0;
      largest = Math.max(largest, share);
      usual += share / 1_000;
    }
    assertThat(largest).isGreaterThan(0.5);
    assertThat(usual).isLessThan(largest / 2);
  }

  private static int cell(double degrees, int count) {
    return (int) Math.max(0, Math.min(count - 1, Math.floor(degrees / Aftershocks.CELL) + 20));
  }
}
