package io.shardsteer.deploy.replay.loop;

import java.util.Arrays;

/** When each record of a stream is published. Immutable. */
public interface Pacing {
  /** Publish time of the first record of a re-timed stream: 2020-01-01T00:00Z. */
  long EPOCH_MILLIS = 1_577_836_800_000L;

  /** Publish time of a record, epoch milliseconds; never before the record before. */
  long millis(int record);

  /**
   * A constant rate, whatever the records say: recorded times often have gaps of days and a
   * resolution of minutes, in which no control loop could be seen.
   *
   * @param perSecond records in a second, above 0
   */
  static Pacing constant(double perSecond) {
    return record -> EPOCH_MILLIS + (long) (record / perSecond * 1000);
  }

  /**
   * The records' own times. A record that is earlier than one before it, or has no time, is
   * published with the one before it; records of one and the same time are spread evenly until the
   * next time.
   *
   * @param epochSeconds NaN where a record has no time
   */
  static Pacing recorded(double[] epochSeconds) {
    long[] millis = new long[epochSeconds.length];
    long latest = 0;
    for (int i = 0; i < millis.length; i++) {
      if (!Double.isNaN(epochSeconds[i])) {
        latest = Math.max(latest, (long) (epochSeconds[i] * 1000));
      }
      millis[i] = latest;
    }
    spread(millis);
    return record -> millis[record];
  }

  private static void spread(long[] millis) {
    int from = 0;
    while (from < millis.length) {
      int to = from + 1;
      while (to < millis.length && millis[to] == millis[from]) {
        to++;
      }
      long gap = to < millis.length ? Math.min(60_000, millis[to] - millis[from]) : 1_000;
      long[] same = Arrays.copyOfRange(millis, from, to);
      for (int i = 0; i < same.length; i++) {
        millis[from + i] = same[i] + gap * i / same.length;
      }
      from = to;
    }
  }
}
