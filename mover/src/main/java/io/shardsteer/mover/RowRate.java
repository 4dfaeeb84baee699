package io.shardsteer.mover;

import io.shardsteer.common.pulsar.Waiting;

/** Holds its caller back so that no more than so many rows a second are moved. Not thread-safe. */
final class RowRate {
  private static final double NANOS = 1e9;

  /** Shorter waits are saved up: a sleep is not exact. */
  private static final long SHORTEST_WAIT_NANOS = 2_000_000;

  private final double nanosPerRow;
  private double due = System.nanoTime();

  /**
   * @param perSecond rows a second, above 0
   */
  RowRate(double perSecond) {
    nanosPerRow = NANOS / perSecond;
  }

  /** Waits until one more row may be moved. */
  void await() {
    long now = System.nanoTime();
    due = Math.max(due, now - NANOS / 10) + nanosPerRow;
    if (due - now > SHORTEST_WAIT_NANOS) {
      Waiting.forMillis(Math.round((due - now) / 1e6));
    }
  }
}
