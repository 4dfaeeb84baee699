package io.shardsteer.functions.router;

import io.shardsteer.common.cassandra.CassandraFailures;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.store.StoreUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something with a dependency again and again until it works, waiting longer each time. Says
 * once when the dependency starts to fail and once when it works again. Thread-safe.
 *
 * <p>What fails for a reason that nobody foresaw is either the dependency's fault or that of the
 * record at hand. Others tell: a record that fails again and again while the dependency works for
 * others is given up.
 */
final class AsyncRetry {
  /** One attempt. */
  @FunctionalInterface
  interface Attempt {
    CompletionStage<?> start();
  }

  /** Whose fault a failure is. */
  enum Blame {
    /** The record's own: trying again is of no use. */
    RECORD,
    /** The dependency's, for now: it is tried until it works. */
    DEPENDENCY,
    /** Perhaps the record's: it is, if the dependency meanwhile works for others. */
    UNKNOWN
  }

  private static final Logger LOG = LoggerFactory.getLogger(AsyncRetry.class);

  /** So often something of unknown fault is tried at least. */
  private static final int FAIR_ATTEMPTS = 5;

  private final String dependency;
  private final ScheduledExecutorService scheduler;
  private final Backoff backoff;
  private final Function<Throwable, Blame> blame;
  private final AtomicBoolean failing = new AtomicBoolean();
  private final LongAdder successes = new LongAdder();

  /** What is being tried, and how often it was. */
  private record Trial(Attempt attempt, CompletableFuture<Void> done, int count, long successes) {
    Trial next() {
      return new Trial(attempt, done, count + 1, successes);
    }
  }

  /**
   * @param dependency name for the log
   * @param scheduler runs what waits; once it is shut down, what waits is given up
   * @param blame whose fault a failure is
   */
  AsyncRetry(
      String dependency,
      ScheduledExecutorService scheduler,
      Backoff backoff,
      Function<Throwable, Blame> blame) {
    this.dependency = dependency;
    this.scheduler = scheduler;
    this.backoff = backoff;
    this.blame = blame;
  }

  /**
   * Tries until an attempt works; the first one on the calling thread.
   *
   * @return completed when one worked, failed with what is the record's own fault; never failed
   *     otherwise
   */
  CompletableFuture<?> untilDone(Attempt attempt) {
    CompletableFuture<?> first = started(attempt);
    if (first.isDone() && !first.isCompletedExceptionally()) {
      worked();
      return first;
    }
    var trial = new Trial(attempt, new CompletableFuture<>(), 1, successes.sum());
    follow(first, trial);
    return trial.done();
  }

  private static CompletableFuture<?> started(Attempt attempt) {
    try {
      return attempt.start().toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void follow(CompletionStage<?> running, Trial trial) {
    var unused =
        running.whenComplete(
            (result, failure) -> {
              if (failure == null) {
                worked();
                trial.done().complete(null);
              } else {
                failed(cause(failure), trial);
              }
            });
  }

  private void failed(Throwable failure, Trial trial) {
    if (isRecordsFault(failure, trial)) {
      trial.done().completeExceptionally(failure);
      return;
    }
    if (failing.compareAndSet(false, true)) {
      LOG.warn(
          "Dependency fails, retrying dependency={} remedy={}",
          dependency,
          remedy(failure),
          failure);
    }
    try {
      var unused =
          scheduler.schedule(
              () -> follow(started(trial.attempt()), trial.next()),
              backoff.after(trial.count()).toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Shut down: what is not done stays unacknowledged and is delivered to the next instance.
      LOG.debug("Gave up at shutdown dependency={}", dependency);
    }
  }

  private static String remedy(Throwable failure) {
    String none = "none, it is tried until it works";
    return failure instanceof StoreUnavailableException
        ? CassandraFailures.remedy(failure, none)
        : PulsarFailures.remedy(failure, none);
  }

  private boolean isRecordsFault(Throwable failure, Trial trial) {
    return switch (blame.apply(failure)) {
      case RECORD -> true;
      case DEPENDENCY -> false;
      case UNKNOWN -> trial.count() >= FAIR_ATTEMPTS && successes.sum() > trial.successes();
    };
  }

  private void worked() {
    successes.increment();
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
