package io.shardsteer.deploy.cli.demo;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Lets a publisher run no faster than a given rate and no further ahead of the routers than they
 * route in a few seconds. Used by one thread.
 */
final class Backpressure {
  /** Records that may wait whatever the routers' rate: a few reports' worth. */
  static final long LEAST_WINDOW = 2_000;

  /** How many seconds' worth of the routers' rate may wait. */
  private static final double WINDOW_SECONDS = 2;

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long RATE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final double nanosEach;
  private final LongSupplier routed;
  private final LongSupplier clock;
  private long due;
  private double routedPerSecond;
  private long lookedAt;
  private long routedThen;

  /**
   * @param perSecond most records a second
   * @param routed records that the routers have reported so far
   * @param clock nanoseconds, as {@link System#nanoTime}
   */
  Backpressure(int perSecond, LongSupplier routed, LongSupplier clock) {
    this.nanosEach = 1e9 / perSecond;
    this.routed = routed;
    this.clock = clock;
    due = clock.getAsLong();
    lookedAt = due;
    routedThen = routed.getAsLong();
  }

  /**
   * How long to wait before a look at it again; 0: the record may be sent now.
   *
   * @param sent records sent so far
   */
  long waitNanos(long sent) {
    long now = clock.getAsLong();
    long known = routed.getAsLong();
    if (now - lookedAt >= RATE_NANOS) {
      double rate = (known - routedThen) * 1e9 / (now - lookedAt);
      routedPerSecond = routedPerSecond == 0 ? rate : 0.7 * routedPerSecond + 0.3 * rate;
      lookedAt = now;
      routedThen = known;
    }
    if (sent - known >= Math.max(LEAST_WINDOW, WINDOW_SECONDS * routedPerSecond)) {
      return LOOK_NANOS;
    }
    if (due - now > 0) {
      return due - now;
    }
    // What was missed while the routers caught up is not made up for in a burst.
    due = Math.max(due, now - LONGEST_CATCH_UP_NANOS) + (long) nanosEach;
    return 0;
  }

  /** Waits until the next record may be sent. */
  void await(long sent) {
    for (long wait = waitNanos(sent); wait > 0; wait = waitNanos(sent)) {
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        return;
      }
      if (wait > 1_000_000) {
        LockSupport.parkNanos(wait);
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
