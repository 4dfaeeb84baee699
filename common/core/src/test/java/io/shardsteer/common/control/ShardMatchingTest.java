package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardMatchingTest {
  private static List<Integer> match(int from, double... ranks) {
    RoutingTable old = RoutingTable.initial(from);
    return ShardMatching.match(old, Distribution.assumedBy(old.splitPoints()), ranks);
  }

  @Test
  void leavesEveryShardWhereItIsWhenNothingChanges() {
    assertThat(match(4, 0.25, 0.5, 0.75)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void givesNewShardsTheIntervalsThatKeepTheLeast() {
    assertThat(match(2, 0.25, 0.5, 0.75))
        .containsExactlyInAnyOrder(0, 1, 2, 3)
        .satisfies(
            shards -> {
              assertThat(shards.subList(0, 2).contains(0)).isTrue();
              assertThat(shards.subList(2, 4).contains(1)).isTrue();
            });
  }

  @Test
  void movesNoMoreThanTheNewShardsTake() {
    RoutingTable old = RoutingTable.initial(8);
    Distribution uniform = Distribution.assumedBy(old.splitPoints());
    SplitPoints splitPoints = SplitPoints.uniform(12);
    double[] ranks = java.util.Arrays.stream(splitPoints.toArray()).map(uniform::rank).toArray();
    List<Integer> shards = ShardMatching.match(old, uniform, ranks);
    assertThat(ShardMatching.moved(old, uniform, splitPoints, shards)).isBetween(0.32, 0.35);
    assertThat(ShardMatching.moved(old, uniform, old.splitPoints(), old.shards())).isZero();
  }

  @Test
  void usesOnlyShardsThatRemain() {
    assertThat(match(6, 1 / 3.0, 2 / 3.0)).containsExactlyInAnyOrder(0, 1, 2);
  }
}
