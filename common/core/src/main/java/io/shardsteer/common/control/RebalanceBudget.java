package io.shardsteer.common.control;

import io.shardsteer.common.steering.RoutingHistory;
import java.util.concurrent.TimeUnit;

/**
 * What is left of {@code control.max_rebalances_per_hour}, in the mean of a day: a burst may take
 * many tables in minutes, a history grows by days. Half of a day's tables may follow each other as
 * fast as they are decided. Then a decision has one table, and tables keep a distance at which the
 * other half lasts for a day. Known from the routing history alone, so that a restart of the
 * controller changes nothing.
 *
 * @param isScarce true if half of a day's tables have been published within a day
 * @param mayMove whether split points may move now
 */
record RebalanceBudget(boolean isScarce, boolean mayMove) {
  /** Nothing is bounded. */
  static final RebalanceBudget PLENTY = new RebalanceBudget(false, true);

  private static final int HOURS = 24;

  /** Share of a day's tables that may be published as fast as they are decided. */
  private static final double FREE = 0.5;

  /**
   * @param mostPerHour {@code control.max_rebalances_per_hour}
   */
  static RebalanceBudget of(RoutingHistory history, int mostPerHour, long nowMillis) {
    long dayBefore = nowMillis - TimeUnit.HOURS.toMillis(HOURS);
    long published = history.latest().revision() - history.at(dayBefore).revision();
    if (published < FREE * HOURS * mostPerHour) {
      return PLENTY;
    }
    long sinceLast = nowMillis - history.latest().effectiveFromMillis();
    return new RebalanceBudget(true, sinceLast >= distanceMillis(mostPerHour));
  }

  /** Least time between two tables while they are scarce. */
  static long distanceMillis(int mostPerHour) {
    return Math.round(TimeUnit.HOURS.toMillis(1) / (1 - FREE) / mostPerHour);
  }
}
