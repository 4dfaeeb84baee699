package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.DelayHistogram;
import io.shardsteer.common.message.HeavyKey;
import io.shardsteer.common.message.ShardReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PinnedLoadTest {
  private final PinnedLoad pinned = new PinnedLoad();

  /** Cumulative records of two shards, of which pins brought some to the second. */
  private static ShardReport report(String incarnation, long first, long second, long ofPins) {
    return new ShardReport(
        "r/0",
        incarnation,
        0,
        0,
        0,
        Map.of(0, first, 1, second),
        Map.of(),
        Map.of(1, ofPins),
        Map.of(),
        "",
        0,
        0,
        0,
        0,
        0,
        0,
        HeavyKey.NONE,
        0,
        0,
        DelayHistogram.NONE,
        0);
  }

  @Test
  void isTheShareOfWhatCameSinceTheReportBefore() {
    pinned.remember(report("a", 900, 100, 0), Load.RECORDS);
    assertThat(pinned.shares(2)).containsExactly(0, 0);
    pinned.accept(report("a", 950, 150, 40), Load.RECORDS);
    assertThat(pinned.shares(2)[1]).isCloseTo(0.4, within(1e-9));
    pinned.endInterval();
    pinned.accept(report("b", 0, 10, 10), Load.RECORDS);
    assertThat(pinned.shares(2)[1]).isCloseTo(46.0 / 100, within(1e-9));
    assertThat(pinned.shares(2)[0]).isZero();
  }

  @Test
  void aSuccessorKnowsItAtOnceAndGoesOnFromThere() {
    pinned.accept(report("a", 950, 50, 40), Load.RECORDS);
    PinnedLoad next = new PinnedLoad();
    next.remember(report("a", 950, 50, 40), Load.RECORDS);
    next.restore(pinned.save());
    assertThat(next.shares(2)).containsExactly(pinned.shares(2));
    for (PinnedLoad each : List.of(pinned, next)) {
      each.endInterval();
      each.accept(report("a", 1_950, 150, 90), Load.RECORDS);
    }
    assertThat(next.shares(2)).containsExactly(pinned.shares(2));
    assertThat(next.save()).isEqualTo(pinned.save());
  }

  @Test
  void forgetsAPinThatIsGone() {
    pinned.accept(report("a", 0, 100, 100), Load.RECORDS);
    for (int interval = 1; interval <= 100; interval++) {
      pinned.endInterval();
      pinned.accept(report("a", 100L * interval, 100, 100), Load.RECORDS);
    }
    assertThat(pinned.shares(2)[1]).isLessThan(1e-3);
  }
}
