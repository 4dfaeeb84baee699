package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.CutPoints;
import org.junit.jupiter.api.Test;

class ReCutTest {
  private final ReCut reCut = new ReCut(new ReCut.Limits(0.02, 0.5, 2, 0.1));

  @Test
  void keepsTheCutsWhileOnlyAHandfulOfRecordsIsKnown() {
    double[] addresses = {0.01, 0.02, 0.03, 0.04};
    double[] weights = {1, 1, 1, 1};
    var handful =
        new Situation(
            CutPoints.uniform(4),
            Distribution.of(addresses, weights, 4, 4),
            new double[] {4, 0, 0, 0},
            new double[] {0.25, 0.25, 0.25, 0.25},
            100);

    assertThat(reCut.plan(handful, 1)).isEmpty();
  }
}
