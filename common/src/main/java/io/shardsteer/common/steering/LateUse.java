package io.shardsteer.common.steering;

/**
 * Publish times for which an instance routed, or may have routed, by another table than the one in
 * force.
 *
 * @param revision the table that it used
 * @param fromMillis the first publish time, epoch milliseconds
 * @param toMillis the last; {@link #GOING_ON} while it lasts
 */
public record LateUse(long revision, long fromMillis, long toMillis) {
  /** The end of what has not ended. */
  public static final long GOING_ON = Long.MAX_VALUE;

  public LateUse {
    if (toMillis < fromMillis) {
      throw new IllegalArgumentException(
          "A late use ends at or after its begin, but it is %d..%d."
              .formatted(fromMillis, toMillis));
    }
  }
}
