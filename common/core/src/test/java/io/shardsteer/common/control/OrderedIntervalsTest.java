package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.SplitPoints;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderedIntervalsTest {
  private static final List<Integer> SHARDS = List.of(2, 0, 3, 1);

  private static double[] emptied(Set<Integer> exclusive, double... splitPoints) {
    return OrderedIntervals.of(SHARDS, exclusive).emptied(SplitPoints.of(splitPoints)).toArray();
  }

  @Test
  void anEmptyIntervalsNeighbourTakesWhatItHad() {
    assertThat(emptied(Set.of(), 0.125, 0.5, 0.625)).containsExactly(0.125, 0.5, 0.625);
    assertThat(emptied(Set.of(2), 0.125, 0.5, 0.625)).containsExactly(0, 0.5, 0.625);
    assertThat(emptied(Set.of(0), 0.125, 0.5, 0.625)).containsExactly(0.5, 0.5, 0.625);
    assertThat(emptied(Set.of(1), 0.125, 0.5, 0.625)).containsExactly(0.125, 0.5, 1);
    assertThat(emptied(Set.of(2, 1), 0.125, 0.5, 0.625)).containsExactly(0, 0.5, 1);
    assertThat(emptied(Set.of(0, 3), 0.125, 0.5, 0.625)).containsExactly(0.625, 0.625, 0.625);
    assertThat(emptied(Set.of(0, 1, 2), 0.125, 0.5, 0.625)).containsExactly(0, 0, 1);
  }

  @Test
  void noOrderKeyGoesToAnEmptyInterval() {
    SplitPoints splitPoints =
        OrderedIntervals.of(SHARDS, Set.of(2, 1)).emptied(SplitPoints.of(0.125, 0.5, 0.625));
    for (double key : new double[] {0, 0.125, 0.5, Math.nextDown(1.0)}) {
      assertThat(SHARDS.get(splitPoints.interval(key))).isIn(0, 3);
    }
  }

  @Test
  void valuesAndSplitPointsAreThoseOfWhatIsKept() {
    OrderedIntervals intervals = OrderedIntervals.of(SHARDS, Set.of(3));
    assertThat(intervals.select(new double[] {1, 2, 3, 4})).containsExactly(1, 2, 4);
    assertThat(intervals.select(SplitPoints.of(0.125, 0.5, 0.625)).toArray())
        .containsExactly(0.125, 0.625);
    assertThat(intervals.expand(SplitPoints.of(0.25, 0.375)).toArray())
        .containsExactly(0.25, 0.375, 0.375);
  }
}
