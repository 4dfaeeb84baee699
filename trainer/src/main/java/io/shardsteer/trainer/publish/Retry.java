package io.shardsteer.trainer.publish;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what fails because a server is away, waiting twice as long each time.
 *
 * @param attempts most attempts, 1 and up
 * @param first wait after the first failure
 * @param longest no wait is longer
 * @param pause waits
 */
public record Retry(int attempts, Duration first, Duration longest, Pause pause) {
  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);

  /** Waits: {@code Thread.sleep}, or nothing in a test. */
  @FunctionalInterface
  public interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  /** Something that may fail for now. */
  @FunctionalInterface
  public interface Attempt<T> {
    T run() throws IOException;
  }

  /** About two minutes of attempts. */
  public static Retry patient() {
    return new Retry(
        9,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        duration -> Thread.sleep(duration.toMillis()));
  }

  /**
   * @param what names the operation, for the log
   * @throws IOException what the last attempt threw
   */
  public <T> T call(String what, Attempt<T> attempt) throws IOException {
    Duration wait = first;
    for (int i = 1; ; i++) {
      try {
        return attempt.run();
      } catch (IOException e) {
        if (i >= attempts) {
          throw e;
        }
        LOG.warn(
            "Will try again operation={} attempt={} waitMillis={} failure={}",
            what,
            i,
            wait.toMillis(),
            e.getMessage());
      }
      sleep(wait);
      wait = wait.multipliedBy(2);
      wait = wait.compareTo(longest) > 0 ? longest : wait;
    }
  }

  private void sleep(Duration wait) throws InterruptedIOException {
    try {
      pause.of(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while waiting to try again");
    }
  }
}
