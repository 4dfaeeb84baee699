package io.shardsteer.deploy.cli.rollout;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Tells now and then how much of what takes long is done, at which rate, and how long it will still
 * take. What is over within two seconds is not told of. Not thread-safe.
 */
public final class Progress {
  private static final double SECONDS_BETWEEN = 2;

  private final String verb;
  private final String things;
  private final long goal;
  private final Consumer<String> tell;
  private final long beganNanos = System.nanoTime();
  private long toldNanos = beganNanos;
  private long done;

  /**
   * @param verb what is done, e.g. {@code Copied}
   * @param things with what, e.g. {@code rows}
   * @param goal how many there are, as far as is known
   * @param tell gets the lines
   */
  public Progress(String verb, String things, long goal, Consumer<String> tell) {
    this.verb = verb;
    this.things = things;
    this.goal = goal;
    this.tell = tell;
  }

  /** So many more are done. */
  public void add(long count) {
    done += count;
    if ((System.nanoTime() - toldNanos) / 1e9 >= SECONDS_BETWEEN) {
      toldNanos = System.nanoTime();
      tell.accept(line((toldNanos - beganNanos) / 1e9));
    }
  }

  /** Tells the end, however soon it came. */
  public void end() {
    tell.accept(line((System.nanoTime() - beganNanos) / 1e9));
  }

  private String line(double seconds) {
    return line(verb, things, done, goal, seconds);
  }

  static String line(String verb, String things, long done, long goal, double seconds) {
    double perSecond = done / Math.max(seconds, 1e-3);
    long left = Math.max(0, goal - done);
    return String.format(
        Locale.ROOT,
        "  %s %,d of %,d %s, %,.0f a second, %s",
        verb,
        done,
        Math.max(goal, done),
        things,
        perSecond,
        left == 0 || done == 0
            ? duration(seconds) + " so far"
            : duration(left / perSecond) + " to go");
  }

  /** A length of time for people. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? "%d min %d s".formatted(whole / 60, whole % 60)
            : "%d h %d min".formatted(whole / 3600, whole / 60 % 60);
  }
}
