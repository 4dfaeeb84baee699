package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MoveCostTest {
  private static final ModelRef MODEL = new ModelRef(1, "function://t/n/m@v1", "00");
  private static final Distribution EVEN =
      Distribution.ofQuantiles(
          IntStream.rangeClosed(0, 1000).mapToObj(i -> i / 1001.0).toList(), 1e6);

  private static RoutingTable table(long revision, ModelRef model, long from, double splitPoint) {
    return new RoutingTable(
        revision, model, SplitPoints.of(splitPoint), List.of(0, 1), from, "test");
  }

  private static final RoutingTable HASHED = table(0, ModelRef.HASH, 0, 0.5);
  private static final RoutingTable FIRST = table(1, MODEL, 10_000, 0.5);
  private static final RoutingTable SECOND = table(2, MODEL, 20_000, 0.6);
  private static final RoutingTable THIRD = table(3, MODEL, 40_000, 0.7);
  private static final RoutingHistory HISTORY =
      RoutingHistory.startingWith(HASHED).with(FIRST).with(SECOND).with(THIRD);

  private static double rows(RoutingHistory places, boolean byPosition) {
    return new MoveCost(THIRD, Optional.of(EVEN), byPosition)
        .rows(places, 1_000, 5_000, 10_000, 60_000);
  }

  /** Of 50 s two tenths of the rows of 10 s move, and one tenth of those of 20 s. */
  @Test
  void countsRowsOfAnotherModelByChanceAndThoseOfItsOwnBySplitPoints() {
    assertThat(rows(HISTORY, false))
        .isCloseTo(500 + 5_000 * (0.2 * 10 + 0.1 * 20) / 50, within(20.0));
  }

  @Test
  void rowsOfAnotherModelAreAllWrittenAnewWhereTheyLieInTheOrder() {
    assertThat(rows(HISTORY, true)).isCloseTo(1_400, within(20.0));
  }

  @Test
  void rowsThatWereMovedBeforeCountAsThoseOfTheirMovesTable() {
    assertThat(rows(HISTORY.reshardedBefore(30_000), false))
        .isCloseTo(6_000 * 0.1 * 30 / 50, within(20.0));
    assertThat(rows(HISTORY.reshardedBefore(50_000), true)).isZero();
  }

  @Test
  void takesTheOrderAsTheSplitPointsAssumeItWhereNoKeysAreKnown() {
    double rows =
        new MoveCost(THIRD, Optional.empty(), false).rows(HISTORY, 1_000, 5_000, 10_000, 60_000);
    assertThat(rows).isBetween(500.0, 2_000.0);
  }
}
