package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.DelayHistogram;
import io.shardsteer.common.message.HeavyKey;
import io.shardsteer.common.message.ShardReport;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShardSizesTest {
  private final ShardSizes sizes = new ShardSizes();

  private static ShardReport report(String incarnation, long sequence, long first, long second) {
    return new ShardReport(
        "r/0",
        incarnation,
        sequence,
        0,
        0,
        Map.of(0, first, 1, second),
        Map.of(0, 10 * first, 1, 10 * second),
        Map.of(),
        Map.of("TOO_LARGE", sequence),
        "",
        0,
        0,
        0,
        0,
        0,
        5 * sequence,
        HeavyKey.NONE,
        0,
        0,
        DelayHistogram.NONE,
        0);
  }

  @Test
  void addsUpIncarnationsAndIgnoresRepeatedAndOvertakenReports() {
    assertThat(sizes.accept(report("a", 0, 1, 2))).isTrue();
    assertThat(sizes.accept(report("a", 2, 5, 6))).isTrue();
    assertThat(sizes.accept(report("a", 2, 5, 6))).isFalse();
    assertThat(sizes.accept(report("a", 1, 3, 4))).isFalse();
    assertThat(sizes.accept(report("b", 0, 1, 1))).isTrue();
    assertThat(sizes.sizes(2, Load.RECORDS)).containsExactly(6, 7);
    assertThat(sizes.sizes(3, Load.BYTES)).containsExactly(60, 70, 0);
    assertThat(sizes.rejects()).isEqualTo(2);
  }
}
