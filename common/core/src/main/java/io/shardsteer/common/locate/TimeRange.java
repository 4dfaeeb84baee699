package io.shardsteer.common.locate;

/**
 * Publish times, epoch milliseconds.
 *
 * @param fromMillis the first
 * @param toMillis the last; below the first where there are none
 */
public record TimeRange(long fromMillis, long toMillis) {
  /** All times. */
  public static final TimeRange ALL = new TimeRange(0, Long.MAX_VALUE);

  public boolean isEmpty() {
    return toMillis < fromMillis;
  }

  /** True if the time lies in it. */
  public boolean contains(long millis) {
    return millis >= fromMillis && millis <= toMillis;
  }

  /** What both have in common. */
  public TimeRange and(TimeRange other) {
    return new TimeRange(
        Math.max(fromMillis, other.fromMillis), Math.min(toMillis, other.toMillis));
  }

  /** From the first to the last time of both. */
  TimeRange hull(TimeRange other) {
    return new TimeRange(
        Math.min(fromMillis, other.fromMillis), Math.max(toMillis, other.toMillis));
  }
}
