package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TargetSharesTest {
  private static final double[] FAIR = {0.25, 0.25, 0.25, 0.25};

  private static double[] least(double share) {
    return Arrays.stream(FAIR).map(fair -> share * fair).toArray();
  }

  @Test
  void givesEachItsFairShareWhileSizesAreEven() {
    assertThat(TargetShares.of(new double[] {5, 5, 5, 5}, FAIR, 10, least(0.1), 1.15))
        .containsExactly(FAIR, within(1e-9));
  }

  @Test
  void fillsAllToTheSameLevel() {
    double[] sizes = {110, 100, 95, 95};
    double[] shares = TargetShares.of(sizes, FAIR, 200, least(0.1), 1.5);
    for (int k = 0; k < 4; k++) {
      assertThat(sizes[k] + 200 * shares[k]).isCloseTo(150, within(1e-6));
    }
  }

  @Test
  void staysWithinItsBoundsAndAddsUpToOne() {
    double[] shares = TargetShares.of(new double[] {1000, 1, 1, 1}, FAIR, 10, least(0.1), 1.3);
    assertThat(shares[0]).isCloseTo(0.025, within(1e-6));
    assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-9));
    assertThat(shares[1]).isLessThanOrEqualTo(1.3 * 0.25 + 1e-9);
  }
}
