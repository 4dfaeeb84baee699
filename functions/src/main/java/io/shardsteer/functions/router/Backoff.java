package io.shardsteer.functions.router;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before trying again: doubling from the first delay to the longest, each time a
 * random half less at most, so that many waiters do not come back at once.
 *
 * @param first delay after the first failure
 * @param longest delay after many
 */
record Backoff(Duration first, Duration longest) {
  /**
   * @param failures how often it failed so far, 1 and up
   */
  Duration after(int failures) {
    double doubled = (double) first.toMillis() * Math.pow(2, Math.min(failures - 1, 30));
    double most = Math.min(doubled, (double) longest.toMillis());
    return Duration.ofMillis((long) (most * ThreadLocalRandom.current().nextDouble(0.5, 1)));
  }
}
