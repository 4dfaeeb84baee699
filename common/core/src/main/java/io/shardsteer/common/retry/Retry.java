package io.shardsteer.common.retry;

import java.time.Duration;

/**
 * Tries again on the calling thread what fails for a while, waiting longer each time.
 *
 * @param attempts most attempts, 1 and up; {@link #FOREVER} for no limit
 * @param backoff how long to wait between them
 * @param pause waits
 */
public record Retry(int attempts, Backoff backoff, Pause pause) {
  /** Attempts without a limit. */
  public static final int FOREVER = Integer.MAX_VALUE;

  /** Waits: {@code Thread.sleep}, or nothing in a test. */
  @FunctionalInterface
  public interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  /** Something that may fail for now. */
  @FunctionalInterface
  public interface Attempt<T, E extends Exception> {
    T run() throws E;
  }

  /** Is told of each failure that is followed by another attempt. */
  @FunctionalInterface
  public interface Listener<E extends Exception> {
    /**
     * @param failures how often it failed so far, 1 and up
     * @param wait how long it is waited now
     * @throws E to give up
     */
    void failed(E failure, int failures, Duration wait) throws E;
  }

  /**
   * @param temporary what may be gone at the next attempt; all else is thrown at once
   * @throws E what the last attempt threw
   * @throws InterruptedException what the pause threw
   */
  public <T, E extends Exception> T call(
      Class<E> temporary, Attempt<T, E> attempt, Listener<E> listener)
      throws E, InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return attempt.run();
      } catch (Exception e) {
        if (!temporary.isInstance(e) || (failures >= attempts && attempts != FOREVER)) {
          throw e;
        }
        Duration wait = backoff.after(failures);
        listener.failed(temporary.cast(e), failures, wait);
        pause.of(wait);
      }
    }
  }
}
