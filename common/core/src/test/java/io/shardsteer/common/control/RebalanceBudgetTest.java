package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.List;
import org.junit.jupiter.api.Test;

class RebalanceBudgetTest {
  private static final long SECOND = 1_000;
  private static final long DAY = 86_400 * SECOND;

  /** A table each second of the first minutes. */
  private static RoutingHistory tables(int count) {
    RoutingHistory history = RoutingHistory.startingWith(RoutingTable.initial(2));
    for (int i = 1; i <= count; i++) {
      history =
          history.with(
              new RoutingTable(
                  i, ModelRef.HASH, SplitPoints.of(0.5), List.of(0, 1), i * SECOND, "test"));
    }
    return history;
  }

  @Test
  void isFreeUntilHalfOfADaysTablesArePublished() {
    assertThat(RebalanceBudget.of(tables(479), 40, 480 * SECOND)).isEqualTo(RebalanceBudget.PLENTY);
    assertThat(RebalanceBudget.of(tables(480), 40, 481 * SECOND).isScarce()).isTrue();
    assertThat(RebalanceBudget.of(tables(480), 40, DAY + 2 * SECOND).isScarce()).isFalse();
  }

  @Test
  void keepsADistanceThen() {
    assertThat(RebalanceBudget.distanceMillis(40)).isEqualTo(180 * SECOND);
    assertThat(RebalanceBudget.of(tables(480), 40, 659 * SECOND).mayMove()).isFalse();
    assertThat(RebalanceBudget.of(tables(480), 40, 660 * SECOND).mayMove()).isTrue();
  }
}
