package io.shardsteer.deploy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoGoalTest {
  private static final RoutingTable HASHED = RoutingTable.initial(2);
  private static final RoutingTable FIRST = table(1, 1, 1_000);
  private static final RoutingTable REBALANCED = table(2, 1, 2_000);
  private static final RoutingTable SECOND = table(3, 2, 3_000);

  @Test
  void hashingAloneReachesNothing() {
    assertThat(DemoGoal.QUICK.reachedAtMillis(List.of(HASHED), 9_000)).isEmpty();
    assertThat(DemoGoal.FULL.isReached(100_000, 0)).isFalse();
    assertThat(DemoGoal.FULL.missing(100_000, 0, "refused: too uneven"))
        .contains("100,000 records", "before a second model routed", "refused: too uneven");
  }

  @Test
  void theSecondModelCountsFromItsFirstTableOn() {
    List<RoutingTable> tables = List.of(HASHED, FIRST, REBALANCED, SECOND);

    assertThat(DemoGoal.QUICK.reachedAtMillis(tables, 9_000)).contains(1_000L);
    assertThat(DemoGoal.FULL.reachedAtMillis(tables, 9_000)).contains(3_000L);
    assertThat(DemoGoal.FULL.reachedAtMillis(tables, 2_999)).isEmpty();
  }

  @Test
  void itHasToRouteAQuarterOfTheStream() {
    assertThat(DemoGoal.FULL.isReached(100_000, 24_999)).isFalse();
    assertThat(DemoGoal.FULL.isReached(100_000, 25_000)).isTrue();
    assertThat(DemoGoal.FULL.missing(100_000, 24_999, "")).contains("only 24,999 of 100,000");
  }

  private static RoutingTable table(long revision, int model, long effectiveFromMillis) {
    return new RoutingTable(
        revision,
        new ModelRef(model, "function://a/b/c@" + model, "0"),
        SplitPoints.uniform(2),
        List.of(0, 1),
        effectiveFromMillis,
        "test");
  }
}
