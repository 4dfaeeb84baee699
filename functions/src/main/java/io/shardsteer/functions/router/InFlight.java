package io.shardsteer.functions.router;

import java.time.Duration;

/**
 * Counts the records that are read and not yet durable, and holds the intake at a bound, so that a
 * slow store slows the stream instead of filling the memory. Thread-safe.
 */
final class InFlight {
  private int bound;
  private int count;

  InFlight(int bound) {
    this.bound = bound;
  }

  /** Counts one more, once there is room for it. */
  synchronized void enter() throws InterruptedException {
    while (count >= bound) {
      wait();
    }
    count++;
  }

  /** Counts one less. */
  synchronized void leave() {
    count--;
    // Only the intake, or a close, waits; both look at the count that just changed.
    notifyAll();
  }

  synchronized int count() {
    return count;
  }

  /** Changes the bound; what is in flight above it stays. */
  synchronized void bound(int newBound) {
    bound = newBound;
    notifyAll();
  }

  /**
   * Waits until nothing is in flight.
   *
   * @return false if time ran out first
   */
  synchronized boolean awaitNone(Duration longest) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + longest.toNanos();
    while (count > 0) {
      long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return false;
      }
      wait(leftMillis);
    }
    return true;
  }
}
