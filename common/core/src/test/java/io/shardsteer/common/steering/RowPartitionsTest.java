package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.pin.Pins;
import org.junit.jupiter.api.Test;

class RowPartitionsTest {
  private static final long DAY = 24 * 3_600_000L;

  @Test
  void keepsPartitionsWithinTheirBound() {
    for (double perSecond = 0.001; perSecond < 20_000; perSecond *= 3) {
      for (int shards : new int[] {1, 8, 33, 1_024}) {
        RowPartitions fitting = RowPartitions.fitting(shards, perSecond, 4, 100_000);
        double rows = perSecond / 1_000 * fitting.bucketMillis() * 4 / fitting.cells();
        assertThat(rows).as("%s a second, %s", perSecond, fitting).isLessThanOrEqualTo(100_000);
        assertThat(fitting.cells()).isGreaterThanOrEqualTo(16 * shards);
      }
    }
  }

  @Test
  void givesSlowStreamsLongBuckets() {
    assertThat(RowPartitions.fitting(8, 1, 4, 100_000).bucketMillis()).isGreaterThan(7 * DAY);
    assertThat(RowPartitions.fitting(8, 0, 4, 100_000).bucketMillis()).isEqualTo(365 * DAY);
  }

  @Test
  void dividesTheOrderAndTime() {
    RowPartitions partitions = new RowPartitions(4, 1_000);
    assertThat(partitions.cell(0)).isZero();
    assertThat(partitions.cell(0.25)).isEqualTo(1);
    assertThat(partitions.cell(OrderKey.of(1, -1))).isEqualTo(3);
    assertThat(partitions.bucket(999)).isZero();
    assertThat(partitions.bucket(1_000)).isEqualTo(1);
    assertThat(partitions.bucket(-1)).isEqualTo(-1);
  }

  @Test
  void stayWithATableThatTakesEffectLater() {
    RowPartitions own = new RowPartitions(32, 5_000);
    RoutingTable table =
        new RoutingTable(
            3,
            ModelRef.HASH,
            SplitPoints.uniform(1),
            java.util.List.of(0),
            10,
            100,
            true,
            "test",
            own,
            Pins.NONE);
    assertThat(table.effectiveFrom(99).partitions()).isEqualTo(own);
  }

  @Test
  void refusesWhatDividesNothing() {
    assertThatThrownBy(() -> new RowPartitions(3, 1)).hasMessageContaining("power of two");
    assertThatThrownBy(() -> new RowPartitions(4, 0)).hasMessageContaining("1 ms");
  }
}
