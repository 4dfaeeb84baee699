package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.RowPartitions;
import org.junit.jupiter.api.Test;

class RowPartitioningTest {
  private static final long MINUTE = 60_000;

  private final RowPartitioning partitioning = new RowPartitioning();
  private RowPartitions present = RowPartitions.UNKNOWN_RATE;
  private long now;
  private long records;

  private void go(int minutes, double perSecond) {
    for (int i = 0; i < minutes; i++) {
      now += MINUTE;
      records += (long) (perSecond * 60);
      present = partitioning.of(present, 8, records, now);
    }
  }

  @Test
  void followsTheRateAndNotItsNoise() {
    present = partitioning.of(present, 8, records, now);
    assertThat(present).as("no rate is known yet").isEqualTo(RowPartitions.UNKNOWN_RATE);
    go(10, 1_000);
    RowPartitions atThousand = present;
    assertThat(atThousand).isEqualTo(RowPartitions.fitting(8, 1_000, 4, 100_000));
    go(10, 1_400);
    go(10, 700);
    assertThat(present).isEqualTo(atThousand);
    go(20, 20_000);
    assertThat(present.bucketMillis()).isLessThan(atThousand.bucketMillis());
  }
}
