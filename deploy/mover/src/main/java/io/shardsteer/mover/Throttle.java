package io.shardsteer.mover;

import io.shardsteer.common.pulsar.Waiting;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Holds its caller back so that no more than so many rows a second are moved, and fewer where
 * Cassandra's writes become slow: the rate is halved for each second in which nine of ten writes
 * were within a time well above the usual one, down to a 20th, and rises again by a quarter for
 * each second in which they were not. What is usual is the shortest such time so far, which grows
 * slowly: a store that is slower for good is usual after some minutes.
 *
 * <p>{@link #await} is for one thread; {@link #took} may be called by any.
 */
public final class Throttle {
  /** Least part of the rate that is left. */
  static final double LEAST = 1.0 / 20;

  private static final double NANOS = 1e9;

  /** Shorter waits are saved up: a sleep is not exact. */
  private static final long SHORTEST_WAIT_NANOS = 2_000_000;

  /** Writes of a window that tell anything. */
  private static final int LEAST_WRITES = 20;

  private static final int MOST_WRITES = 1_024;
  private static final double RANK = 0.9;

  /** Slow is more than this multiple of the usual time, and this much longer. */
  private static final double SLOW = 2;

  private static final double SLOW_NANOS = 10e6;
  private static final double GROWTH = 1.005;
  private static final double BACK = 0.5;
  private static final double FORTH = 1.25;

  private final DoubleSupplier mostPerSecond;
  private final LongSupplier clock;
  private final LongConsumer sleep;
  private final double[] writeNanos = new double[MOST_WRITES];
  private int writes;
  private long windowNanos;
  private double usualNanos = Double.NaN;
  private double part = 1;
  private double dueNanos;

  /**
   * @param mostPerSecond rows a second, above 0; asked again and again
   */
  public Throttle(DoubleSupplier mostPerSecond) {
    this(mostPerSecond, System::nanoTime, Throttle::sleep);
  }

  /**
   * @param clock nanoseconds
   * @param sleep is given milliseconds
   */
  Throttle(DoubleSupplier mostPerSecond, LongSupplier clock, LongConsumer sleep) {
    this.mostPerSecond = mostPerSecond;
    this.clock = clock;
    this.sleep = sleep;
    windowNanos = clock.getAsLong();
    dueNanos = windowNanos;
  }

  private static void sleep(long millis) {
    Waiting.forMillis(millis);
  }

  /** Waits until one more row may be moved. */
  void await() {
    long now = clock.getAsLong();
    dueNanos = Math.max(dueNanos, now - NANOS / 10) + NANOS / perSecond(now);
    if (dueNanos - now > SHORTEST_WAIT_NANOS) {
      sleep.accept(Math.round((dueNanos - now) / 1e6));
    }
  }

  /** A write took so long, in nanoseconds. */
  synchronized void took(long nanos) {
    writeNanos[writes % MOST_WRITES] = nanos;
    writes++;
  }

  /** Rows a second that may be moved now. */
  private synchronized double perSecond(long now) {
    if (now - windowNanos >= NANOS && writes >= LEAST_WRITES) {
      judge();
      writes = 0;
      windowNanos = now;
    }
    return mostPerSecond.getAsDouble() * part;
  }

  private void judge() {
    double[] sorted = Arrays.copyOf(writeNanos, Math.min(writes, MOST_WRITES));
    Arrays.sort(sorted);
    double time = sorted[(int) (RANK * (sorted.length - 1))];
    boolean isSlow = time > SLOW * usualNanos && time > usualNanos + SLOW_NANOS;
    part = isSlow ? Math.max(LEAST, part * BACK) : Math.min(1, part * FORTH);
    usualNanos = Double.isNaN(usualNanos) ? time : Math.min(time, usualNanos * GROWTH);
  }

  /** The part of the rate that is used now, {@link #LEAST} to 1. */
  synchronized double part() {
    return part;
  }
}
