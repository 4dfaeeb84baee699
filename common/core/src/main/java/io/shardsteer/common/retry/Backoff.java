package io.shardsteer.common.retry;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before trying again: doubling from the first delay to the longest.
 *
 * @param first delay after the first failure
 * @param longest delay after many
 * @param share the part of a delay that is waited, above 0 and up to 1; asked each time
 */
public record Backoff(Duration first, Duration longest, DoubleSupplier share) {
  /** Delays that are waited in full. */
  public static Backoff doubling(Duration first, Duration longest) {
    return new Backoff(first, longest, () -> 1);
  }

  /**
   * Waits a random half less at most, so that many waiters do not come back at once.
   *
   * @param random draws from [0,1)
   */
  public Backoff spread(DoubleSupplier random) {
    return new Backoff(first, longest, () -> (1 + random.getAsDouble()) / 2);
  }

  /**
   * @param failures how often it failed so far, 1 and up
   */
  public Duration after(int failures) {
    double doubled = (double) first.toMillis() * Math.pow(2, Math.min(failures - 1, 30));
    double most = Math.min(doubled, (double) longest.toMillis());
    return Duration.ofMillis((long) (most * share.getAsDouble()));
  }
}
