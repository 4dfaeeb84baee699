package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.Reshard.Phase;
import java.util.List;
import java.util.Map;
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

  private static final TableLayout BY_KEY = layout("key");
  private static final TableLayout BY_POSITION = layout("position");

  private static TableLayout layout(String rowOrder) {
    return new TableLayout(rowOrder, List.of(rowOrder), List.of(), "spread", 1, Map.of());
  }

  private static Reshard toPosition(int number) {
    return new Reshard(
        number, 150, 1, Phase.COPYING, List.of(new LayoutChange(BY_KEY, BY_POSITION)));
  }

  @Test
  void saysNothingOfLayoutsWhileRowsKeepTheirs() {
    Reshards ordinary = Reshards.NONE.with(FIRST);
    assertThat(ordinary.written()).isEmpty();
    assertThat(ordinary.readable()).isEmpty();
  }

  @Test
  void writesTheNextLayoutAtOnceAndReadsBothUntilAllRowsAreThere() {
    Reshards copying = Reshards.NONE.with(toPosition(1));
    assertThat(copying.written()).contains(BY_POSITION);
    assertThat(copying.readable()).containsExactly(BY_KEY, BY_POSITION);
    for (Phase settled : List.of(Phase.DELETING, Phase.DONE)) {
      Reshards later = copying.with(toPosition(1).in(settled));
      assertThat(later.written()).contains(BY_POSITION);
      assertThat(later.readable()).containsExactly(BY_POSITION);
    }
  }

  @Test
  void keepsALayoutThroughLaterMovesThatDoNotChangeIt() {
    Reshards later = Reshards.NONE.with(toPosition(1).in(Phase.DONE)).with(SECOND);
    assertThat(later.written()).contains(BY_POSITION);
    assertThat(later.readable()).containsExactly(BY_POSITION);
  }

  @Test
  void goesBackToALayoutByAnotherMove() {
    Reshard back =
        new Reshard(2, 250, 2, Phase.COPYING, List.of(new LayoutChange(BY_POSITION, BY_KEY)));
    Reshards both = Reshards.NONE.with(toPosition(1).in(Phase.DONE)).with(back);
    assertThat(both.written()).contains(BY_KEY);
    assertThat(both.readable()).containsExactly(BY_POSITION, BY_KEY);
    assertThat(both.with(back.in(Phase.DONE)).readable()).containsExactly(BY_KEY);
  }
}
