package io.shardsteer.deploy.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.locate.CandidateShards;
import io.shardsteer.common.locate.Location;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeenRowsTest {
  private static final RoutingTable TABLE = RoutingTable.initial(2);

  @Test
  void recognisesEveryRowWhileThereAreFew() {
    SeenRows seen = new SeenRows(10_000);
    for (int i = 0; i < 9_999; i++) {
      assertThat(seen.add("r" + i, false)).isTrue();
    }
    for (int i = 0; i < 9_999; i++) {
      assertThat(seen.add("r" + i, i % 2 == 0)).as("r" + i).isFalse();
    }
    assertThat(seen.hasForgotten()).isFalse();
  }

  @Test
  void forgetsOnlyRowsThatStandInOneShard() {
    SeenRows seen = new SeenRows(100);
    for (int i = 0; i < 99; i++) {
      assertThat(seen.add("twofold" + i, true)).isTrue();
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.add("other" + i, false)).isTrue();
    }
    assertThat(seen.hasForgotten()).isTrue();
    for (int i = 0; i < 99; i++) {
      assertThat(seen.add("twofold" + i, true)).isFalse();
    }
  }

  @Test
  void failsRatherThanToHandOverRowsTwice() {
    SeenRows seen = new SeenRows(3);
    for (int i = 0; i < 3; i++) {
      assertThat(seen.add("r" + i, true)).isTrue();
    }
    assertThatThrownBy(() -> seen.add("r3", true))
        .isInstanceOf(ShardReadException.class)
        .hasMessageContaining("narrower time ranges");
  }

  @Test
  void takesForTwofoldWhatMoreThanOneTablePlaces() {
    Twofold twofold =
        Twofold.of(
            new Location(
                List.of(
                    reach(0, 99),
                    reach(100, 199),
                    reach(150, 170),
                    reach(160, 180),
                    reach(200, 300))),
            PlacementContext.of(RoutingHistory.startingWith(TABLE)));
    assertThat(LongStream.range(-5, 400).filter(twofold::contains).boxed().toList())
        .isEqualTo(LongStream.rangeClosed(150, 180).boxed().toList());
  }

  @Test
  void takesForTwofoldWhatIsBeingMoved() {
    Reshards moving = Reshards.NONE.with(new Reshard(1, 50, 0, Reshard.Phase.DELETING));
    Twofold twofold =
        Twofold.of(
            new Location(List.of(reach(0, 99))),
            new PlacementContext(
                RoutingHistory.startingWith(TABLE), moving, List.of(), Long.MAX_VALUE));
    assertThat(twofold.contains(50)).isTrue();
    assertThat(twofold.contains(51)).isFalse();
  }

  private static CandidateShards reach(long from, long to) {
    return new CandidateShards(
        TABLE,
        TABLE.revision(),
        new TimeRange(from, to),
        CandidateShards.Why.IN_FORCE,
        NumberSet.ALL,
        List.of(0, 1),
        NumberSet.ALL,
        NumberSet.ALL);
  }
}
