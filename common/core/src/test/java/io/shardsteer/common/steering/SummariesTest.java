package io.shardsteer.common.steering;

import static io.shardsteer.common.steering.Streams.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SummariesTest {
  private static final long DAY = 1_440 * MINUTE;
  private static final long EXACT = 7 * DAY;

  private final long seed = Long.getLong("shardsteer.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Each key was in one shard under each table, and is looked for there ever after. */
  @Test
  void aSegmentHasEveryShardThatAKeyWasIn() {
    System.out.println("seed " + seed);
    List<RoutingTable> tables = Streams.tables(random, 600, 60 * DAY);
    RoutingHistory exact = Streams.history(tables);
    RoutingHistory shorter = exact;
    int checked = 0;
    for (long now = 0; now < 90 * DAY; now += 1 + random.nextLong(2 * DAY)) {
      shorter = Streams.summarised(shorter, now, EXACT);
      for (int i = 0; i < 1_000; i++) {
        RoutingTable table = tables.get(random.nextInt(tables.size()));
        double orderKey = OrderKey.of(random.nextDouble(), random.nextLong());
        Segment segment = shorter.segmentOf(table.revision()).orElse(null);
        if (segment == null) {
          assertThat(shorter.find(table.revision())).contains(table);
        } else {
          checked++;
          assertThat(shardsOf(segment, table, orderKey)).contains(table.shardOf(orderKey));
        }
      }
    }
    assertThat(checked).isGreaterThan(10_000);
    assertThat(shorter.latest()).isEqualTo(exact.latest());
    assertThat(shorter.models()).isEqualTo(exact.models());
    assertThat(shorter.shards()).isEqualTo(exact.shards());
  }

  private static List<Integer> shardsOf(Segment segment, RoutingTable table, double orderKey) {
    List<Integer> shards = new ArrayList<>();
    for (Segment.Spread spread : segment.spreads()) {
      if (spread.table().partitions().equals(table.partitions())) {
        int last = spread.lastInterval(orderKey);
        for (int i = spread.firstInterval(orderKey); i <= last; i++) {
          if (!spread.isEmpty(i)) {
            shards.add(spread.table().shards().get(i));
          }
        }
      }
    }
    return shards;
  }

  @Test
  void whatIsRecentStaysExactAndWhatIsNotGoesByTheLastTableOfItsTime() {
    List<RoutingTable> tables = Streams.tables(random, 600, 60 * DAY);
    RoutingHistory exact = Streams.history(tables);
    long now = 61 * DAY;
    RoutingHistory shorter = Streams.summarised(exact, now, EXACT);
    assertThat(shorter.segments()).isNotEmpty();
    assertThat(shorter.exactFromMillis()).isLessThanOrEqualTo(now - EXACT);
    for (int i = 0; i < 10_000; i++) {
      long time = random.nextLong(now);
      RoutingTable at = exact.at(time);
      if (time >= shorter.exactFromMillis()) {
        assertThat(shorter.at(time)).isEqualTo(at);
      } else {
        Segment segment = shorter.inForceAt(time).segment().orElseThrow();
        assertThat(segment.covers(at.revision())).isTrue();
        assertThat(shorter.at(time)).isEqualTo(segment.last());
      }
    }
  }

  @Test
  void segmentsGrowWithTheLogarithmOfAge() {
    RoutingHistory history = RoutingHistory.startingWith(RoutingTable.initial(4));
    List<Integer> after = new ArrayList<>();
    long revision = 1;
    for (int day = 1; day <= 2_048; day++) {
      for (int i = 0; i < 4; i++) {
        double middle = 0.4 + random.nextDouble() / 5;
        history =
            history.with(
                new RoutingTable(
                    revision++,
                    ModelRef.HASH,
                    SplitPoints.of(0.2, middle, 0.7),
                    List.of(0, 1, 2, 3),
                    day * DAY + i * 360L * MINUTE,
                    "rebalance"));
      }
      history = Streams.summarised(history, (day + 1) * DAY, EXACT);
      if (Integer.bitCount(day) == 1 && day >= 64) {
        after.add(history.segments().size());
        assertThat(history.tables()).hasSizeLessThan(4 * 10);
      }
    }
    for (int i = 1; i < after.size(); i++) {
      assertThat(after.get(i) - after.get(i - 1)).isBetween(0, 10);
    }
  }
}
