package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.DelayHistogram;
import io.shardsteer.common.message.HeavyKey;
import io.shardsteer.common.message.ShardReport;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterReportsTest {
  private static final long INTERVAL = 1_000;
  private static final long START = 1_700_000_000_000L;

  private final RouterReports reports = new RouterReports();

  private void report(long sequence, long records, long lastPublishMillis, int inFlight) {
    report(sequence, records, lastPublishMillis, 0, inFlight);
  }

  private void report(
      long sequence, long records, long lastPublishMillis, double writeMillisP99, int inFlight) {
    long at = START + sequence * INTERVAL;
    var report =
        new ShardReport(
            "r/0",
            "a",
            sequence,
            at,
            lastPublishMillis,
            Map.of(0, records),
            Map.of(0, records),
            Map.of(),
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
            writeMillisP99,
            DelayHistogram.NONE,
            inFlight);
    double unused = reports.accept(report, Load.RECORDS, INTERVAL, at);
  }

  @Test
  void aRouterThatHoldsRecordsAndFinishesNoneFallsBehind() {
    report(0, 100, START, 10);
    assertThat(reports.lagMillis()).isZero();
    for (int second = 1; second <= 60; second++) {
      report(second, 100, START, 1_000);
    }
    assertThat(reports.lagMillis()).isEqualTo(60 * INTERVAL);

    report(61, 500, START + 61 * INTERVAL, 1_000);
    assertThat(reports.lagMillis()).isZero();
  }

  @Test
  void writesThatWereMeasuredCountUntilOthersAre() {
    report(0, 100, START, 12.5, 10);
    report(1, 100, START, 0, 1_000);
    assertThat(reports.writeMillisP99()).isEqualTo(12.5);
    report(2, 200, START + 2 * INTERVAL, 7, 10);
    assertThat(reports.writeMillisP99()).isEqualTo(7);
  }

  @Test
  void aRouterWithoutRecordsIsNotBehind() {
    report(0, 100, START, 0);
    for (int second = 1; second <= 60; second++) {
      report(second, 100, START, 0);
    }
    assertThat(reports.lagMillis()).isZero();
  }
}
