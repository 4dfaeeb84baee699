package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CutPointsTest {
  @Test
  void everyAddressLiesBetweenTheBoundsOfItsInterval() {
    var cuts = CutPoints.of(0.1, 0.1, 0.5, 0.9);
    for (double address = 0; address < 1; address += 0.01) {
      int interval = cuts.interval(address);
      assertThat(address).isGreaterThanOrEqualTo(cuts.from(interval)).isLessThan(cuts.to(interval));
    }
  }

  @Test
  void aCutBelongsToTheIntervalThatItOpens() {
    assertThat(CutPoints.of(0.5).interval(0.5)).isEqualTo(1);
    assertThat(CutPoints.of(0.5).interval(Math.nextDown(0.5))).isZero();
  }

  @Test
  void leavesTheIntervalBetweenEqualCutsEmpty() {
    assertThat(CutPoints.of(0.5, 0.5).interval(0.5)).isEqualTo(2);
  }

  @Test
  void areOthersAtAnotherGrain() {
    assertThat(CutPoints.at(3, 0.5))
        .isEqualTo(CutPoints.at(3, 0.5))
        .isNotEqualTo(CutPoints.of(0.5));
  }

  @Test
  void refusesCutsOutOfOrderAndSaysWhich() {
    assertThatThrownBy(() -> CutPoints.of(0.2, 0.1)).hasMessageContaining("cut 1 is 0.1 after 0.2");
    assertThatThrownBy(() -> CutPoints.of(Double.NaN)).hasMessageContaining("cut 0 is NaN");
    assertThatThrownBy(() -> CutPoints.of(1.5)).hasMessageContaining("cut 0 is 1.5");
    assertThatThrownBy(() -> CutPoints.at(25, 0.5))
        .hasMessageContaining("1 to 24 bits, but it is 25");
    assertThatThrownBy(() -> CutPoints.at(0, 0.5)).hasMessageContaining("but it is 0");
  }
}
