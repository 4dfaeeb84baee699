package io.shardsteer.deploy.reader;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * How far an answer is. {@link #after} is the only way from one state to the next; it is pure.
 *
 * <pre>
 * Reading(n) -- a shard ends --> Reading(n-1) or Confirming -- rows were moved --> Reading(m)
 *                                                           -- none were ------> Complete
 * any state before Complete -- the limit is reached --> Satisfied
 *                           -- something breaks -----> Failed
 * any state -- closed --> Closed
 * </pre>
 */
sealed interface AnswerState {
  /** What happens to an answer. */
  sealed interface Event {
    /** A shard was read to its end. */
    record ShardEnded() implements Event {}

    /**
     * It was asked whether rows have been moved since.
     *
     * @param again shards to read once more; 0: nothing is missing
     */
    record Confirmed(int again) implements Event {}

    /** As many rows as were asked for have been handed over. */
    record LimitReached() implements Event {}

    /** Rows cannot be had. */
    record Broken(Throwable cause) implements Event {}

    /** The one who asked is no longer interested. */
    record Closing() implements Event {}
  }

  /** Shards are being read, so many of them. */
  record Reading(int shards) implements AnswerState {
    public Reading {
      if (shards < 1) {
        throw new IllegalArgumentException("Nobody reads %d shards.".formatted(shards));
      }
    }
  }

  /** All shards were read; whether rows have been moved meanwhile is being asked. */
  record Confirming() implements AnswerState {}

  /** Every row that matches was found. */
  record Complete() implements AnswerState {}

  /** The limit is reached. */
  record Satisfied() implements AnswerState {}

  /** Rows cannot be had. */
  record Failed(Throwable cause) implements AnswerState {}

  /** Nobody wants the rows any more. */
  record Closed() implements AnswerState {}

  /** The state before anything was read. */
  static AnswerState beginning(int shards) {
    return shards == 0 ? new Confirming() : new Reading(shards);
  }

  /** The state that an event leads to; itself where the event no longer matters. */
  default AnswerState after(Event event) {
    if (event instanceof Event.Closing) {
      return new Closed();
    }
    if (isOver() || this instanceof Complete) {
      return this;
    }
    if (event instanceof Event.LimitReached) {
      return new Satisfied();
    }
    if (event instanceof Event.Broken broken) {
      return new Failed(broken.cause());
    }
    if (event instanceof Event.ShardEnded && this instanceof Reading reading) {
      return beginning(reading.shards() - 1);
    }
    if (event instanceof Event.Confirmed confirmed && this instanceof Confirming) {
      return confirmed.again() == 0 ? new Complete() : new Reading(confirmed.again());
    }
    throw new IllegalStateException("%s cannot happen to %s.".formatted(event, this));
  }

  /** True once no further row is wanted. */
  default boolean isOver() {
    return this instanceof Satisfied || this instanceof Failed || this instanceof Closed;
  }

  /** True once nothing is read any more. */
  default boolean isEnded() {
    return isOver() || this instanceof Complete;
  }

  /** Why a page cannot be had; null where it can. */
  default @Nullable Throwable failure() {
    if (this instanceof Failed failed) {
      return failed.cause();
    }
    return this instanceof Closed ? new CancellationException("The answer was closed.") : null;
  }
}
