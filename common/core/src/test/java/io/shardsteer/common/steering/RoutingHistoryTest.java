package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoutingHistoryTest {
  private static RoutingTable table(long revision, long fromMillis) {
    return new RoutingTable(
        revision, ModelRef.HASH, SplitPoints.of(0.5), List.of(0, 1), fromMillis, "test");
  }

  @Test
  void findsTheHighestRevisionInForce() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var history = RoutingHistory.startingWith(table(0, 50));
    for (int revision = 1; revision < 60; revision++) {
      history = history.with(table(revision, random.nextInt(1000)));
    }
    for (long time = 0; time < 1000; time++) {
      long moment = time;
      var expected =
          history.tables().stream()
              .filter(table -> table.effectiveFromMillis() <= moment)
              .reduce((earlier, later) -> later)
              .orElse(history.tables().get(0));
      assertThat(history.at(time)).isEqualTo(expected);
    }
  }

  @Test
  void leavesOverruledTablesOutOfItsTimeline() {
    var history = RoutingHistory.startingWith(table(0, 0)).with(table(1, 500)).with(table(2, 400));
    assertThat(history.inForce()).extracting(InForce::revision).containsExactly(0L, 2L);
    assertThat(history.tables()).hasSize(3);
  }

  @Test
  void refusesARevisionThatWasUsedBefore() {
    var history = RoutingHistory.startingWith(table(3, 0));
    assertThatThrownBy(() -> history.with(table(3, 5)))
        .hasMessageContaining("Revision 3 cannot follow revision 3");
  }

  @Test
  void placesWhatWasPublishedBeforeAReshardByTheTableThatWasInForceThen() {
    var history =
        RoutingHistory.startingWith(table(0, 0))
            .with(table(1, 100))
            .with(table(2, 200))
            .with(table(3, 300));
    var resharded = history.reshardedBefore(250).with(table(4, 400));
    for (long time : List.of(0, 150, 250, 299)) {
      assertThat(resharded.at(time).revision()).as("at %d", time).isEqualTo(2);
    }
    assertThat(resharded.at(300).revision()).isEqualTo(3);
    assertThat(resharded.at(400).revision()).isEqualTo(4);
    assertThat(resharded.tables()).hasSize(5);
    assertThat(history.reshardedBefore(50)).isSameAs(history);
  }

  @Test
  void saysWhichTablesMustNotBeFollowed() {
    long now = 1_000_000_000_000L;
    var history = RoutingHistory.startingWith(table(0, 0)).with(table(7, now));

    assertThat(history.obstacle(table(8, now + 2_000), now)).isEmpty();
    assertThat(history.obstacle(table(7, now + 2_000), now)).get().asString().contains("used");
    assertThat(history.obstacle(table(8, now + 7_200_000), now))
        .get()
        .asString()
        .contains("PT1H after");
    assertThat(history.obstacle(led(8, now + 2_000, 7_200_000), now))
        .get()
        .asString()
        .contains("more than PT1H");
    var stray =
        new RoutingTable(
            8, ModelRef.HASH, SplitPoints.uniform(2), List.of(2, 0), now + 2_000, "test");
    assertThat(history.obstacle(stray, now)).contains("of its 2 shards one is 2");
    assertThat(history.followedBy(stray, now)).isSameAs(history);
    assertThat(history.followedBy(table(8, now + 2_000), now).latest().revision()).isEqualTo(8);
  }

  @Test
  void aTableIsInForceFromTheEndOfItsLeadAfterTheBrokerTookItAtTheEarliest() {
    long now = 1_000_000_000_000L;
    var history = RoutingHistory.startingWith(RoutingTable.initial(2, 1_000, true));

    assertThat(history.followedBy(led(1, now + 9_000, 1_000), now).latest().effectiveFromMillis())
        .as("in time")
        .isEqualTo(now + 9_000);
    assertThat(
            history
                .followedBy(led(1, now + 1_000, 1_000), now + 600_000)
                .latest()
                .effectiveFromMillis())
        .as("ten minutes late")
        .isEqualTo(now + 601_000);
    assertThat(history.followedBy(led(1, now, 100), now).latest().effectiveFromMillis())
        .as("a shorter lead holds from the next table on")
        .isEqualTo(now + 1_000);
  }

  @Test
  void aTableIsNeverInForceBeforeItsPredecessorWhateverTheBrokersClocksSay() {
    long now = 1_000_000_000_000L;
    var history =
        RoutingHistory.startingWith(RoutingTable.initial(2, 1_000, true))
            .followedBy(led(1, now, 1_000), now)
            .followedBy(led(2, now, 1_000), now - 30_000);
    assertThat(history.latest().effectiveFromMillis()).isEqualTo(now + 1_000);
    assertThat(history.at(now + 999).revision()).isZero();
    assertThat(history.at(now + 1_000).revision()).isEqualTo(2);
  }

  @Test
  void stopsAtAGapInsteadOfGoingOnWithoutAnOverruledTable() {
    long now = 1_000_000_000_000L;
    var history =
        RoutingHistory.startingWith(RoutingTable.initial(2)).followedBy(table(1, now), now);
    assertThatThrownBy(() -> history.followedBy(table(3, now + 2_000), now))
        .isInstanceOf(BrokenHistoryException.class)
        .hasMessageContaining("revision 3 after revision 1")
        .hasMessageContaining("Restore the topic");
  }

  @Test
  void aFirstRevisionThatIsPublishedAgainChangesNothing() {
    long now = 1_000_000_000_000L;
    var history =
        RoutingHistory.startingWith(RoutingTable.initial(2)).followedBy(table(1, now), now);
    assertThat(history.followedBy(RoutingTable.initial(7), now)).isSameAs(history);
  }

  private static RoutingTable led(long revision, long fromMillis, long leadMillis) {
    return new RoutingTable(
        revision,
        ModelRef.HASH,
        SplitPoints.of(0.5),
        List.of(0, 1),
        fromMillis,
        leadMillis,
        "test");
  }

  @Test
  void beginsWithTheFirstTableThatIsFound() {
    var assumed = RoutingHistory.startingWith(RoutingTable.initial(5));
    assertThat(assumed.followedBy(RoutingTable.initial(3), 1_000).tables())
        .containsExactly(RoutingTable.initial(3));
  }

  /** Histories share their tables: what one goes on with does not show in another. */
  @Test
  void keepsEveryTableWhateverOthersGoOnWith() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    List<List<RoutingTable>> expected = new ArrayList<>();
    List<RoutingHistory> histories = new ArrayList<>();
    List<RoutingTable> first = List.of(Streams.tables(random, 1, 10).get(0));
    expected.add(first);
    histories.add(Streams.history(first));
    for (int i = 0; i < 40; i++) {
      int at = random.nextInt(histories.size());
      List<RoutingTable> longer = new ArrayList<>(expected.get(at));
      RoutingHistory history = histories.get(at);
      for (RoutingTable table : Streams.tables(random, 1 + random.nextInt(150), 1_000_000)) {
        RoutingTable next =
            new RoutingTable(
                longer.get(longer.size() - 1).revision() + 1,
                table.model(),
                table.splitPoints(),
                table.shards(),
                table.effectiveFromMillis(),
                table.leadMillis(),
                table.keepKeyTogether(),
                table.reason(),
                table.partitions(),
                table.pins());
        longer.add(next);
        history = history.with(next);
      }
      expected.add(longer);
      histories.add(history);
    }
    for (int i = 0; i < histories.size(); i++) {
      assertThat(histories.get(i).tables()).isEqualTo(expected.get(i));
      for (int k = 0; k < 10; k++) {
        RoutingTable any = expected.get(i).get(random.nextInt(expected.get(i).size()));
        assertThat(histories.get(i).find(any.revision())).contains(any);
      }
    }
  }

  @Test
  void oneIsInForceAfterTheOther() {
    var random = new Random(7);
    List<RoutingTable> tables = Streams.tables(random, 3_000, 100_000_000);
    RoutingHistory history = Streams.history(tables);
    assertThat(history.inForce())
        .extracting(InForce::revision)
        .isSubsetOf(tables.stream().map(RoutingTable::revision).toList());
    long before = Long.MIN_VALUE;
    for (InForce inForce : history.inForce()) {
      assertThat(inForce.fromMillis()).isEqualTo(before);
      assertThat(history.at(Math.max(0, before))).isEqualTo(inForce.table());
      before = inForce.toMillis() + 1;
    }
  }
}
