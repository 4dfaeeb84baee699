package io.shardsteer.functions.router;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which publish time a router knows every routing table. Thread-safe.
 *
 * <p>A table is in force from the end of its lead after the broker took it, at the earliest. So
 * when the broker says that there is no newer table, every table that is published later is in
 * force later than any record that had been received before the question was asked: the broker's
 * clock has passed that record's publish time, and the lead comes on top. Half of the lead is left
 * for clocks of several brokers that differ. No clock of this machine is trusted in this, except
 * that it is not {@value #TRUSTED_MINUTES} minutes ahead of the broker's: records that are older
 * than that need no question of their own, as when a backlog is worked off.
 */
final class RoutingFreshness {
  /** Asks whether there is a newer table. */
  @FunctionalInterface
  interface Topic {
    /** Completed once every table has been handed over that was published before the call. */
    CompletionStage<Void> caughtUp();
  }

  /** What is known of the tables of a publish time. */
  enum Verdict {
    /** All of them. */
    KNOWN,
    /** The topic cannot be asked: there may be one that has not come. */
    IN_DOUBT,
    /** The time lies ahead of the clock: there may be one in force then that is still to come. */
    AHEAD
  }

  private static final Logger LOG = LoggerFactory.getLogger(RoutingFreshness.class);

  private static final long TRUSTED_MINUTES = 5;

  private final Duration patience;
  private final Duration allowance;
  private final LongSupplier clock;
  private final Runnable onCaughtUp;
  private @Nullable Topic topic;
  private @Nullable CompletableFuture<Void> running;
  private volatile long marginMillis;
  private volatile long knownUntilMillis = Long.MIN_VALUE;
  private volatile boolean inDoubt;
  private volatile boolean saidAhead;

  /** The latest publish time so far that is not ahead of the clock; written by the intake alone. */
  private volatile long latestMillis = Long.MIN_VALUE;

  /**
   * @param patience how long a record waits for the topic's answer before it is routed in doubt
   * @param allowance how far ahead of this machine's clock a publish time may lie
   * @param clock epoch milliseconds
   * @param onCaughtUp told when the topic answers again after doubt
   */
  RoutingFreshness(Duration patience, Duration allowance, LongSupplier clock, Runnable onCaughtUp) {
    this.patience = patience;
    this.allowance = allowance;
    this.clock = clock;
    this.onCaughtUp = onCaughtUp;
  }

  /** Begins to ask. */
  synchronized void ask(Topic routingTopic) {
    topic = routingTopic;
  }

  /** The lead that the next table is going to have at least. */
  void lead(long millis) {
    marginMillis = millis / 2;
  }

  /** Publish time up to which every table is known. */
  long knownUntilMillis() {
    return knownUntilMillis;
  }

  /**
   * True if every table of the publish time is known, as it nearly always is; asks in time for the
   * next ones. For the intake's thread.
   */
  boolean knows(long publishMillis) {
    if (publishMillis > latestMillis && isInTime(publishMillis)) {
      latestMillis = publishMillis;
    }
    long known = knownUntilMillis;
    if (publishMillis > known - marginMillis / 2) {
      var unused = question();
    }
    return publishMillis <= known;
  }

  private boolean isInTime(long publishMillis) {
    return publishMillis <= clock.getAsLong() + allowance.toMillis();
  }

  /** A publish time, or where that lies ahead of the clock and its allowance, their end. */
  long believed(long publishMillis) {
    return Math.min(publishMillis, clock.getAsLong() + allowance.toMillis());
  }

  /** Waits until the tables of a publish time are known, or cannot be. */
  Verdict await(long publishMillis) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (publishMillis > knownUntilMillis) {
      if (!isInTime(publishMillis)) {
        sayOnce(publishMillis);
        return Verdict.AHEAD;
      }
      CompletableFuture<Void> question = question();
      long left = inDoubt ? 0 : deadline - System.nanoTime();
      try {
        question.get(Math.max(0, left), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        beginDoubt();
        return Verdict.IN_DOUBT;
      }
    }
    return Verdict.KNOWN;
  }

  private void sayOnce(long publishMillis) {
    if (!saidAhead) {
      saidAhead = true;
      LOG.warn(
          "Publish times lie ahead of this machine's clock publishTime={}\n{}",
          Instant.ofEpochMilli(publishMillis),
          "Synchronise the clocks, and have brokers add their time (AppendBrokerTimestampMetadataInterceptor).");
    }
  }

  private void beginDoubt() {
    if (!inDoubt) {
      LOG.warn(
          "The routing topic cannot be asked, routing on by the last table knownUntilPublishTime={}",
          knownUntilMillis);
      inDoubt = true;
    }
  }

  private synchronized CompletableFuture<Void> question() {
    CompletableFuture<Void> asked = running;
    if (asked != null) {
      return asked;
    }
    Topic asking = topic;
    if (asking == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("There is no topic to ask."));
    }
    long seen = latestMillis;
    long safe =
        Math.max(
            seen == Long.MIN_VALUE ? seen : seen + marginMillis,
            clock.getAsLong() - TimeUnit.MINUTES.toMillis(TRUSTED_MINUTES));
    CompletableFuture<Void> question = new CompletableFuture<>();
    running = question;
    var unused =
        asking
            .caughtUp()
            .whenComplete(
                (nothing, failure) -> {
                  answered(safe, failure);
                  if (failure == null) {
                    question.complete(null);
                  } else {
                    question.completeExceptionally(failure);
                  }
                });
    return question;
  }

  private void answered(long safe, @Nullable Throwable failure) {
    boolean wasInDoubt;
    synchronized (this) {
      running = null;
      if (failure != null) {
        return;
      }
      knownUntilMillis = Math.max(knownUntilMillis, safe);
      wasInDoubt = inDoubt;
      inDoubt = false;
    }
    if (wasInDoubt) {
      LOG.info("The routing topic answers again");
      onCaughtUp.run();
    }
  }
}
