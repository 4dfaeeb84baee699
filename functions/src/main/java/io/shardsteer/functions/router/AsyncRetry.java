package io.shardsteer.functions.router;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something with a dependency again and again until it works, waiting longer each time. Says
 * once when the dependency starts to fail and once when it works again. Thread-safe.
 */
final class AsyncRetry {
  /** One attempt. */
  @FunctionalInterface
  interface Attempt {
    CompletionStage<?> start();
  }

  private static final Logger LOG = LoggerFactory.getLogger(AsyncRetry.class);

  private final String dependency;
  private final ScheduledExecutorService scheduler;
  private final Backoff backoff;
  private final Predicate<Throwable> hopeless;
  private final AtomicBoolean failing = new AtomicBoolean();

  /**
   * @param dependency name for the log
   * @param scheduler runs what waits; once it is shut down, what waits is given up
   * @param hopeless failures that are not tried again
   */
  AsyncRetry(
      String dependency,
      ScheduledExecutorService scheduler,
      Backoff backoff,
      Predicate<Throwable> hopeless) {
    this.dependency = dependency;
    this.scheduler = scheduler;
    this.backoff = backoff;
    this.hopeless = hopeless;
  }

  /**
   * Tries until an attempt works; the first one on the calling thread.
   *
   * @return completed when one worked, failed with the hopeless failure; never failed otherwise
   */
  CompletableFuture<?> untilDone(Attempt attempt) {
    CompletableFuture<?> first = attempt.start().toCompletableFuture();
    if (first.isDone() && !first.isCompletedExceptionally()) {
      return first;
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    follow(first, attempt, 1, done);
    return done;
  }

  private void follow(
      CompletionStage<?> running, Attempt attempt, int count, CompletableFuture<Void> done) {
    var unused =
        running.whenComplete(
            (result, failure) -> {
              if (failure == null) {
                worked();
                done.complete(null);
              } else {
                failed(cause(failure), attempt, count, done);
              }
            });
  }

  private void failed(Throwable failure, Attempt attempt, int count, CompletableFuture<Void> done) {
    if (hopeless.test(failure)) {
      done.completeExceptionally(failure);
      return;
    }
    if (failing.compareAndSet(false, true)) {
      LOG.warn("Dependency fails, retrying dependency={}", dependency, failure);
    }
    try {
      var unused =
          scheduler.schedule(
              () -> again(attempt, count + 1, done),
              backoff.after(count).toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Shut down: what is not done stays unacknowledged and is delivered to the next instance.
      LOG.debug("Gave up at shutdown dependency={}", dependency);
    }
  }

  private void again(Attempt attempt, int count, CompletableFuture<Void> done) {
    try {
      follow(attempt.start(), attempt, count, done);
    } catch (RuntimeException e) {
      failed(e, attempt, count, done);
    }
  }

  private void worked() {
    // Read before written: this runs for every record, and almost always nothing changes.
    if (failing.get() && failing.compareAndSet(true, false)) {
      LOG.info("Dependency works again dependency={}", dependency);
    }
  }

  /** What went wrong, without the wrapping that futures put around it. */
  static Throwable cause(Throwable failure) {
    Throwable inner = failure.getCause();
    return failure instanceof CompletionException && inner != null ? inner : failure;
  }
}
