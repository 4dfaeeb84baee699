package io.shardsteer.deploy.cli.reshard;

import java.util.Locale;
import java.util.function.Consumer;

/** Tells now and then how many rows are done. Not thread-safe. */
final class Progress {
  private static final double SECONDS_BETWEEN = 5;

  private final String verb;
  private final long goal;
  private final Consumer<String> tell;
  private final long beganNanos = System.nanoTime();
  private long toldNanos = beganNanos;
  private long done;

  /**
   * @param verb what is done with rows, e.g. {@code Copied}
   * @param goal how many there are, as far as is known
   */
  Progress(String verb, long goal, Consumer<String> tell) {
    this.verb = verb;
    this.goal = goal;
    this.tell = tell;
  }

  void add(long rows) {
    done += rows;
    if ((System.nanoTime() - toldNanos) / 1e9 >= SECONDS_BETWEEN) {
      toldNanos = System.nanoTime();
      tell.accept(line());
    }
  }

  /** Tells the end. */
  void end() {
    tell.accept(line());
  }

  private String line() {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    double perSecond = done / Math.max(seconds, 1e-3);
    long left = Math.max(0, goal - done);
    return String.format(
        Locale.ROOT,
        "  %s %,d of about %,d rows, %,.0f a second, %s",
        verb,
        done,
        Math.max(goal, done),
        perSecond,
        left == 0 || done == 0
            ? MovePlan.duration(seconds) + " so far"
            : MovePlan.duration(left / perSecond) + " to go");
  }
}
