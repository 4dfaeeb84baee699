package io.shardsteer.functions.router;

import io.shardsteer.common.steering.LateUse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * What a router tells readers about tables that it uses where others are, or may be, in force. A
 * use is noted before the first record goes by it, a few minutes ahead, and noted again for the
 * next few: so whoever reads finds every row, however the router ends, and a router that ends
 * without a word leaves no more than those minutes open. Thread-safe.
 */
final class UseNotes {
  /** Where notes become durable. */
  interface Sink {
    /** Replaces an earlier note of the same revision and begin; completed once it is durable. */
    CompletionStage<?> say(LateUse use);

    /** Withdraws a note: the use did not happen. */
    CompletionStage<?> withdraw(LateUse use);
  }

  /** Publish time that a note covers beyond the record that needs it. */
  private static final long AHEAD_MILLIS = 300_000;

  private record Key(long revision, long fromMillis) {}

  /** Most uses of single spans that are remembered as noted. */
  private static final int MOST_SPANS = 1_000;

  /**
   * @param lasts the use is over and stays noted
   */
  private record Note(LateUse use, boolean lasts, CompletionStage<?> durable) {}

  private final Sink sink;
  private final Map<Key, Note> open = new HashMap<>();

  UseNotes(Sink sink) {
    this.sink = sink;
  }

  /**
   * Has a use noted as far as a record's publish time, and waits until that is durable.
   *
   * @param use from its begin to the end of what is known of it
   * @throws InterruptedException if interrupted while waiting
   */
  void cover(LateUse use, long publishMillis) throws InterruptedException {
    await(noted(use, publishMillis));
  }

  /**
   * Has a use noted for good, and waits until that is durable.
   *
   * @throws InterruptedException if interrupted while waiting
   */
  void keep(LateUse use) throws InterruptedException {
    await(kept(use));
  }

  private static void await(Note note) throws InterruptedException {
    CompletableFuture<?> durable = note.durable().toCompletableFuture();
    try {
      durable.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A use of an old table could not be noted.", e.getCause());
    }
  }

  private synchronized Note noted(LateUse use, long publishMillis) {
    Key key = new Key(use.revision(), use.fromMillis());
    Note known = open.get(key);
    if (known != null && publishMillis <= known.use().toMillis()) {
      return known;
    }
    long ahead = Math.min(use.toMillis(), publishMillis + AHEAD_MILLIS);
    var longer = new LateUse(use.revision(), use.fromMillis(), ahead);
    Note note = new Note(longer, false, sink.say(longer));
    open.put(key, note);
    return note;
  }

  private synchronized Note kept(LateUse use) {
    if (open.size() > MOST_SPANS) {
      open.values().removeIf(Note::lasts);
    }
    return open.computeIfAbsent(
        new Key(use.revision(), use.fromMillis()), key -> new Note(use, true, sink.say(use)));
  }

  /**
   * Ends the notes of uses that do not go on.
   *
   * @param goingOn those that do
   * @param latestMillis the latest publish time that was routed
   */
  synchronized void endAllBut(List<LateUse> goingOn, long latestMillis) {
    open.entrySet()
        .removeIf(
            entry -> {
              LateUse use = entry.getValue().use();
              if (entry.getValue().lasts() || goesOn(use, goingOn)) {
                return false;
              }
              end(use, latestMillis);
              return true;
            });
  }

  private static boolean goesOn(LateUse use, List<LateUse> goingOn) {
    return goingOn.stream()
        .anyMatch(
            other -> other.revision() == use.revision() && other.fromMillis() == use.fromMillis());
  }

  private void end(LateUse use, long latestMillis) {
    if (latestMillis < use.fromMillis()) {
      var unused = sink.withdraw(use);
    } else if (latestMillis < use.toMillis()) {
      var unused = sink.say(new LateUse(use.revision(), use.fromMillis(), latestMillis));
    }
  }

  /** Notes a use that has turned out to have happened, unless it is noted already. */
  synchronized void add(LateUse use) {
    boolean noted =
        open.values().stream()
            .anyMatch(
                note ->
                    note.use().revision() == use.revision()
                        && note.use().fromMillis() <= use.fromMillis()
                        && note.use().toMillis() >= use.toMillis());
    if (!noted) {
      var unused = sink.say(use);
    }
  }
}
