package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.SplitPoints;
import org.junit.jupiter.api.Test;

class RebalanceTest {
  private final Rebalance rebalance = new Rebalance(new Rebalance.Limits(0.02, 0.5, 2, 0.1));

  @Test
  void keepsTheSplitPointsWhileOnlyAHandfulOfRecordsIsKnown() {
    double[] orderKeys = {0.01, 0.02, 0.03, 0.04};
    double[] weights = {1, 1, 1, 1};
    var handful =
        new RebalanceInput(
            SplitPoints.uniform(4),
            Distribution.of(orderKeys, weights, 4, 4),
            new double[] {4, 0, 0, 0},
            new double[] {0.25, 0.25, 0.25, 0.25},
            100);

    assertThat(rebalance.plan(handful, 1)).isEmpty();
  }
}
