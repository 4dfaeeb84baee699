package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.Reshard.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReshardsTest {
  private static final Reshard FIRST = new Reshard(1, 150, 1, Phase.COPYING);
  private static final Reshard SECOND = new Reshard(2, 250, 2, Phase.COPYING);

  private final RoutingHistory history =
      RoutingHistory.startingWith(table(0, 0)).with(table(1, 100)).with(table(2, 200));

  private static RoutingTable table(long revision, long fromMillis) {
    return new RoutingTable(
        revision, ModelRef.HASH, SplitPoints.of(0.5), List.of(0, 1), fromMillis, "test");
  }

  private List<Long> revisionsRead(Reshards reshards, long publishMillis) {
    return reshards.reading(history).stream().map(it -> it.at(publishMillis).revision()).toList();
  }

  @Test
  void leavesHistoryAsItIsWhereNothingWasMoved() {
    assertThat(Reshards.NONE.routing(history)).isSameAs(history);
    assertThat(Reshards.NONE.reading(history)).containsExactly(history);
    assertThat(Reshards.NONE.underWay()).isEmpty();
  }

  @Test
  void routesByTheNewTableAndReadsByBothWhileRowsAreCopied() {
    Reshards copying = Reshards.NONE.with(FIRST);
    assertThat(copying.routing(history).at(50).revision()).isEqualTo(1);
    assertThat(revisionsRead(copying, 50)).containsExactly(0L, 1L);
    assertThat(revisionsRead(copying, 220)).containsExactly(2L, 2L);
  }

  @Test
  void readsByTheNewTableAloneOnceAllRowsAreCopied() {
    Reshards deleting = Reshards.NONE.with(FIRST).with(FIRST.in(Phase.DELETING));
    assertThat(revisionsRead(deleting, 50)).containsExactly(1L);
    assertThat(deleting.underWay()).isPresent();
    assertThat(deleting.with(FIRST.in(Phase.DONE)).underWay()).isEmpty();
  }

  @Test
  void readsByTheTableBeforeAndTheNewOneDuringASecondMove() {
    Reshards copying = Reshards.NONE.with(FIRST.in(Phase.DONE)).with(SECOND);
    assertThat(revisionsRead(copying, 50)).containsExactly(1L, 2L);
    assertThat(copying.routing(history).at(50).revision()).isEqualTo(2);
  }

  @Test
  void neverGoesBackToAnEarlierPhase() {
    Reshards done = Reshards.NONE.with(FIRST.in(Phase.DONE));
    assertThat(done.with(FIRST)).isSameAs(done);
  }

  @Test
  void tellsWhetherAHistoryHasTheTablesOfAllMoves() {
    assertThat(Reshards.NONE.with(SECOND).areKnownTo(history)).isTrue();
    assertThat(Reshards.NONE.with(new Reshard(1, 900, 3, Phase.DONE)).areKnownTo(history))
        .isFalse();
  }
}
