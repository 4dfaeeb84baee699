package io.shardsteer.common.feature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HilbertCurveTest {
  @Test
  void reachesEveryCellOnceAndStepsToANeighbour() {
    int[] cells = new int[HilbertCurve.CELLS];
    for (int x = 0; x < HilbertCurve.SIDE; x++) {
      for (int y = 0; y < HilbertCurve.SIDE; y++) {
        cells[HilbertCurve.index(x, y)] = x * HilbertCurve.SIDE + y + 1;
      }
    }
    for (int i = 0; i < cells.length; i++) {
      assertThat(cells[i]).isPositive();
      if (i > 0) {
        int here = cells[i] - 1;
        int before = cells[i - 1] - 1;
        int steps =
            Math.abs(here / HilbertCurve.SIDE - before / HilbertCurve.SIDE)
                + Math.abs(here % HilbertCurve.SIDE - before % HilbertCurve.SIDE);
        if (steps != 1) {
          throw new AssertionError("From cell %d the curve jumps %d steps".formatted(i, steps));
        }
      }
    }
  }
}
