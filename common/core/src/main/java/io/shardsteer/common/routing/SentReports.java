package io.shardsteer.common.routing;

import io.shardsteer.common.message.ReportChanges;
import io.shardsteer.common.message.RouterReport;
import io.shardsteer.common.message.ShardReport;
import org.jspecify.annotations.Nullable;

/**
 * What an incarnation sends of its reports: now and then a whole one, and in between what has
 * changed since, once that is durable. Thread-safe.
 */
public final class SentReports {
  /** A whole report has some ten times the size of the first changes, which grow with time. */
  private static final int REPORTS_PER_WHOLE = 20;

  private @Nullable ShardReport base;
  private boolean isDurable;

  /** The message to send for a whole report, the incarnation's next. */
  public synchronized RouterReport next(ShardReport whole) {
    ShardReport since = base;
    if (since != null && isDurable && whole.sequence() - since.sequence() < REPORTS_PER_WHOLE) {
      return ReportChanges.between(since, whole);
    }
    base = whole;
    isDurable = false;
    return whole;
  }

  /** Takes that a message has reached the topic. */
  public synchronized void durable(RouterReport sent) {
    isDurable |= sent.equals(base);
  }
}
