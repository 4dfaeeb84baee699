package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.shardsteer.common.message.QueryReport;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryStatsTest {
  private final QueryStats reads = new QueryStats();

  private void report(long atMillis, long queries, double fanOut, Map<Integer, Double> millis) {
    reads.accept(new QueryReport("reader", atMillis, queries, fanOut, millis), atMillis);
  }

  @Test
  void knowsNothingBeforeAnythingWasRead() {
    assertThat(reads.fanOut()).isNaN();
    assertThat(reads.slowestShardMillis()).isNaN();
    report(1_000, 0, 0, Map.of(0, 3.0));
    assertThat(reads.fanOut()).isNaN();
    assertThat(reads.slowestShardMillis()).isEqualTo(3);
  }

  @Test
  void weighsFanOutByQueries() {
    report(1_000, 30, 1, Map.of());
    report(2_000, 10, 5, Map.of());
    assertThat(reads.fanOut()).isEqualTo(2);
  }

  @Test
  void takesTheSlowestShardAndNotTheSlowestRead() {
    report(1_000, 0, 0, Map.of(0, 5.0, 1, 40.0));
    report(2_000, 0, 0, Map.of(0, 900.0, 1, 50.0));
    report(3_000, 0, 0, Map.of(0, 6.0, 1, 60.0));
    assertThat(reads.millisByShard()).containsExactly(entry(0, 6.0), entry(1, 50.0));
    assertThat(reads.slowestShardMillis()).isEqualTo(50);
  }

  @Test
  void forgetsWhatIsOld() {
    report(1_000, 10, 8, Map.of(0, 5.0));
    report(50_000, 10, 2, Map.of(0, 7.0));
    reads.advance(61_500);
    assertThat(reads.fanOut()).isEqualTo(2);
    reads.advance(200_000);
    assertThat(reads.slowestShardMillis()).isNaN();
    reads.accept(new QueryReport("reader", 1_000, 1, 1, Map.of()), 200_000);
    assertThat(reads.fanOut()).isNaN();
  }
}
