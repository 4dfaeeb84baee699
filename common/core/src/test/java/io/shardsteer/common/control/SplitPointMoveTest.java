package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SplitPointMoveTest {
  @Test
  void countsLoadOnceThatSeveralSplitPointsPassOver() {
    assertThat(new SplitPointMove(new double[] {0.1, 0.2}, new double[] {0.5, 0.6}).moved())
        .isCloseTo(0.5, within(1e-9));
    assertThat(new SplitPointMove(new double[] {0.2, 0.8}, new double[] {0.1, 0.9}).moved())
        .isCloseTo(0.2, within(1e-9));
  }

  @Test
  void reRoutesNoRecordTwiceOnTheWay() {
    double[] from = {0, 0, 0};
    double[] to = {0.25, 0.5, 0.75};
    double moved = 0;
    double[] last = from;
    for (int step = 1; !Arrays.equals(last, to); step++) {
      double[] next = new SplitPointMove(from, to).upTo(step * 0.1);
      double now = new SplitPointMove(last, next).moved();
      assertThat(now).isLessThan(0.1 + 1e-9);
      moved += now;
      last = next;
    }
    assertThat(moved).isCloseTo(0.75, within(1e-9));
  }
}
