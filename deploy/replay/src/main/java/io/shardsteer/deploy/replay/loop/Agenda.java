package io.shardsteer.deploy.replay.loop;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What will happen when in simulated time; what is due at one time happens as it was noted. */
final class Agenda {
  private record Entry(long millis, long number, Runnable action) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::millis).thenComparingLong(Entry::number));
  private long noted;
  private long next = Long.MAX_VALUE;

  void at(long millis, Runnable action) {
    entries.add(new Entry(millis, noted++, action));
    next = Math.min(next, millis);
  }

  /** When the next thing is due; never, if there is none. */
  long nextMillis() {
    return next;
  }

  /** Does all that is due by the given time, also what that brings about. */
  void runUntil(long millis) {
    while (next <= millis) {
      Entry due = entries.remove();
      Entry following = entries.peek();
      next = following == null ? Long.MAX_VALUE : following.millis();
      due.action().run();
    }
  }
}
