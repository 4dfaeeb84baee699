package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SplitPointsTest {
  @Test
  void everyOrderKeyLiesBetweenTheBoundsOfItsInterval() {
    var splitPoints = SplitPoints.of(0.1, 0.1, 0.5, 0.9);
    for (double orderKey = 0; orderKey < 1; orderKey += 0.01) {
      int interval = splitPoints.interval(orderKey);
      assertThat(orderKey)
          .isGreaterThanOrEqualTo(splitPoints.from(interval))
          .isLessThan(splitPoints.to(interval));
    }
  }

  @Test
  void aSplitPointBelongsToTheIntervalThatItOpens() {
    assertThat(SplitPoints.of(0.5).interval(0.5)).isEqualTo(1);
    assertThat(SplitPoints.of(0.5).interval(Math.nextDown(0.5))).isZero();
  }

  @Test
  void leavesTheIntervalBetweenEqualSplitPointsEmpty() {
    assertThat(SplitPoints.of(0.5, 0.5).interval(0.5)).isEqualTo(2);
  }

  @Test
  void areOthersAtAnotherResolution() {
    assertThat(SplitPoints.at(3, 0.5))
        .isEqualTo(SplitPoints.at(3, 0.5))
        .isNotEqualTo(SplitPoints.of(0.5));
  }

  @Test
  void refusesSplitPointsOutOfOrderAndSaysWhich() {
    assertThatThrownBy(() -> SplitPoints.of(0.2, 0.1))
        .hasMessageContaining("split point 1 is 0.1 after 0.2");
    assertThatThrownBy(() -> SplitPoints.of(Double.NaN))
        .hasMessageContaining("split point 0 is NaN");
    assertThatThrownBy(() -> SplitPoints.of(1.5)).hasMessageContaining("split point 0 is 1.5");
    assertThatThrownBy(() -> SplitPoints.at(25, 0.5))
        .hasMessageContaining("1 to 24 bits, but it is 25");
    assertThatThrownBy(() -> SplitPoints.at(0, 0.5)).hasMessageContaining("but it is 0");
  }
}
