package io.shardsteer.common.control;

import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.QueryReport.OldTimes;
import java.time.Duration;

/** What readers have had to read in the last hour for questions over old times. Not thread-safe. */
final class OldTimeReads {
  private final RecentReports recent =
      new RecentReports(Duration.ofHours(1).toMillis(), report -> report.oldTimes().queries() > 0);

  void accept(QueryReport report, long nowMillis) {
    recent.accept(report, nowMillis);
  }

  /** Forgets what is too old. */
  void advance(long nowMillis) {
    recent.advance(nowMillis);
  }

  /** Of reports that tell of no read before the given time, epoch milliseconds. */
  OldTimes since(long millis) {
    return recent.since(millis).map(QueryReport::oldTimes).reduce(OldTimes.NONE, OldTimes::plus);
  }
}
