package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.config.FeatureSpec.TimePart;
import io.shardsteer.common.record.ZoneOffsets;
import java.util.function.DoubleUnaryOperator;

/** The parts that times of a set have. */
final class TimeParts {
  private static final double DAY = 86_400;

  /** Beyond this many seconds calendars are of no use: 300,000 years. */
  private static final double MOST_SECONDS = 1e13;

  /** A fraction of a second before midnight may round to the next day, then to just below 0. */
  private static final double BEGIN = -1e-6;

  /** Above the error of a sine. */
  private static final double SLACK = 1e-12;

  private TimeParts() {}

  /**
   * @param seconds since the epoch
   * @param partOfLocal the part of a time in local seconds
   */
  static NumberSet of(
      TimePart part, NumberSet seconds, ZoneOffsets zone, DoubleUnaryOperator partOfLocal) {
    NumberSet parts = NumberSet.EMPTY.orMissing(seconds.hasMissing());
    for (int i = 0; i < seconds.intervals(); i++) {
      double low = seconds.low(i);
      double high = seconds.high(i);
      if (!(low >= -MOST_SECONDS && high <= MOST_SECONDS)) {
        return NumberSet.ALL;
      }
      ZoneOffsets.Span offsets = zone.span((long) Math.floor(low), (long) Math.floor(high));
      parts = parts.or(ofLocal(part, low + offsets.least(), high + offsets.most(), partOfLocal));
    }
    return parts;
  }

  private static NumberSet ofLocal(
      TimePart part, double low, double high, DoubleUnaryOperator partOfLocal) {
    return switch (part) {
      case HOUR_OF_DAY -> wrapped(low, high, DAY, 24, partOfLocal);
      case HOUR_OF_WEEK -> wrapped(low, high, 7 * DAY, 168, partOfLocal);
      case DAY_OF_WEEK -> daily(low, high, 7, NumberSet.between(0, 6), partOfLocal);
      case DAY_OF_MONTH -> daily(low, high, 62, NumberSet.between(1, 31), partOfLocal);
      case MONTH -> daily(low, high, 366, NumberSet.between(1, 12), partOfLocal);
      case EPOCH_SECONDS -> NumberSet.between(low, high);
    };
  }

  /** A part that rises through its period and begins anew. */
  private static NumberSet wrapped(
      double low, double high, double seconds, double period, DoubleUnaryOperator partOfLocal) {
    if (high - low >= seconds - 1) {
      return NumberSet.between(BEGIN, period);
    }
    double first = partOfLocal.applyAsDouble(low);
    double last = partOfLocal.applyAsDouble(high);
    return first <= last
        ? NumberSet.between(first, last)
        : NumberSet.between(first, period).or(NumberSet.between(BEGIN, last));
  }

  /** A part that is the same for a whole day. */
  private static NumberSet daily(
      double low, double high, int mostDays, NumberSet all, DoubleUnaryOperator partOfLocal) {
    double firstDay = Math.floor(low / DAY);
    double lastDay = Math.floor(high / DAY);
    if (lastDay - firstDay >= mostDays) {
      return all;
    }
    double[] parts = new double[(int) (lastDay - firstDay) + 1];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = partOfLocal.applyAsDouble((firstDay + i) * DAY);
    }
    return NumberSet.ofAll(parts);
  }

  /**
   * The cosine of each part's share of a circle.
   *
   * @param phase added to the angle: -π/2 gives sines
   */
  static NumberSet cosines(NumberSet parts, double period, double phase) {
    NumberSet cosines = NumberSet.EMPTY.orMissing(parts.hasMissing());
    for (int i = 0; i < parts.intervals(); i++) {
      double from = 2 * Math.PI * parts.low(i) / period + phase;
      double to = 2 * Math.PI * parts.high(i) / period + phase;
      if (!(to - from < 2 * Math.PI)) {
        return NumberSet.between(-1, 1).orMissing(true);
      }
      double low = Math.min(StrictMath.cos(from), StrictMath.cos(to));
      double high = Math.max(StrictMath.cos(from), StrictMath.cos(to));
      if (holdsMultiple(from, to, 0)) {
        high = 1;
      }
      if (holdsMultiple(from, to, Math.PI)) {
        low = -1;
      }
      cosines = cosines.or(NumberSet.between(low - SLACK, high + SLACK));
    }
    return cosines;
  }

  /** True if a whole number of circles, and {@code beyond}, lies between the angles. */
  private static boolean holdsMultiple(double from, double to, double beyond) {
    double circle = 2 * Math.PI;
    return Math.floor((to - beyond + SLACK) / circle)
        > Math.floor((from - beyond - SLACK) / circle);
  }
}
