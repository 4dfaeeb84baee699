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
  private long bytes;
  private int bytesOfRecord = 200;

  private void go(int minutes, double perSecond) {
    for (int i = 0; i < minutes; i++) {
      now += MINUTE;
      long more = (long) (perSecond * 60);
      records += more;
      bytes += more * bytesOfRecord;
      present = partitioning.of(present, 8, records, bytes, now);
    }
  }

  @Test
  void followsTheRateAndNotItsNoise() {
    present = partitioning.of(present, 8, records, bytes, now);
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

  @Test
  void boundsPartitionsByBytesWhereRowsAreLarge() {
    for (int size : new int[] {0, 300, 899, 5_000, 80_000, 900_000}) {
      bytesOfRecord = size;
      present = RowPartitions.UNKNOWN_RATE;
      go(30, 500);
      double rows = 500 / 1_000.0 * present.bucketMillis() * 4 / present.cells();
      assertThat(rows).as("rows of %d bytes", size).isLessThanOrEqualTo(100_000);
      assertThat(rows * (size + RowPartitioning.ROW_BYTES))
          .as("bytes of rows of %d bytes", size)
          .isLessThanOrEqualTo(100e6);
    }
  }

  @Test
  void changesNothingForNoiseInTheSizesOfRecords() {
    go(2, 1_000);
    bytesOfRecord = 2_000;
    go(10, 1_000);
    RowPartitions atTwoKilobytes = present;
    bytesOfRecord = 2_500;
    go(10, 1_000);
    bytesOfRecord = 1_800;
    go(10, 1_000);
    assertThat(present).isEqualTo(atTwoKilobytes);
    bytesOfRecord = 40_000;
    go(10, 1_000);
    assertThat(present.bucketMillis()).isLessThan(atTwoKilobytes.bucketMillis());
  }
}
