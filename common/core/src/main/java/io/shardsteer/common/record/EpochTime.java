package io.shardsteer.common.record;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A slot read as a time.
 *
 * @param unit of numbers
 * @param zone where texts without an offset are local
 */
public record EpochTime(int slot, TimeUnit unit, ZoneOffsets zone) {
  private static final ZoneOffsets UTC = ZoneOffsets.of(ZoneOffset.UTC);

  /** Larger magnitudes are no seconds (year 5138), milliseconds, microseconds respectively. */
  private static final double MOST_SECONDS = 1e11;

  private static final double MOST_MILLIS = 1e14;
  private static final double MOST_MICROS = 1e17;

  /** A slot whose texts without an offset are local in the zone. */
  public static EpochTime of(int slot, TimeUnit unit, ZoneId zone) {
    return new EpochTime(slot, unit, ZoneOffsets.of(zone));
  }

  /**
   * @return seconds since the epoch with fraction; NaN where the slot holds no time
   */
  public double seconds(FieldValues values) {
    CharSequence text = values.chars(slot);
    if (text != null) {
      return TimeText.epochSeconds(text, zone);
    }
    return values.kind(slot) == FieldValues.Kind.NUMBER ? seconds(values.number(slot)) : Double.NaN;
  }

  /** What {@link #seconds} can be. */
  public NumberSet bound(FieldSets fields) {
    FieldSet field = fields.get(slot);
    NumberSet numbers = field.numbers();
    NumberSet seconds =
        unit == TimeUnit.AUTO ? byMagnitude(numbers) : numbers.map(number -> seconds(number));
    if (field.mayBeAnyText()) {
      seconds = seconds.or(NumberSet.ALL);
    } else if (field.mayBeText()) {
      seconds = seconds.or(zoned(field.textSeconds()));
    }
    return seconds.orMissing(field.mayBeMissing() || field.mayBeTruth());
  }

  /** Times of texts: with an offset as they are, without one by the zone's offset from UTC. */
  private NumberSet zoned(NumberSet asUtc) {
    NumberSet all = asUtc;
    for (int i = 0; i < asUtc.intervals(); i++) {
      double low = asUtc.low(i);
      double high = asUtc.high(i);
      ZoneOffsets.Span offsets = zone.spanLocal((long) Math.floor(low), (long) Math.ceil(high));
      all = all.or(NumberSet.between(low - offsets.most(), high - offsets.least()));
    }
    return all;
  }

  private static NumberSet byMagnitude(NumberSet numbers) {
    double[] ends = {0, MOST_SECONDS, MOST_MILLIS, MOST_MICROS, Double.POSITIVE_INFINITY};
    NumberSet seconds = NumberSet.EMPTY;
    for (int i = 0; i + 1 < ends.length; i++) {
      double low = ends[i];
      double high = Math.nextDown(ends[i + 1]);
      double least = i + 2 == ends.length ? Double.POSITIVE_INFINITY : high;
      seconds =
          seconds
              .or(numbers.present().within(low, least).map(EpochTime::byMagnitude))
              .or(numbers.present().within(-least, -low).map(EpochTime::byMagnitude));
    }
    return seconds.orMissing(numbers.hasMissing());
  }

  /** The numbers of any unit that stand for one of the times. */
  static NumberSet numbersOf(NumberSet seconds) {
    return seconds
        .within(-MOST_SECONDS, MOST_SECONDS)
        .or(scaled(seconds, 1e3, MOST_SECONDS, MOST_MILLIS))
        .or(scaled(seconds, 1e6, MOST_MILLIS, MOST_MICROS))
        .or(scaled(seconds, 1e9, MOST_MICROS, Double.POSITIVE_INFINITY))
        .present();
  }

  private static NumberSet scaled(NumberSet seconds, double unit, double from, double to) {
    NumberSet numbers = seconds.present().map(second -> second * unit).widened();
    return numbers.within(from, to).or(numbers.within(-to, -from));
  }

  /** A time as it is compared in questions: numbers by magnitude, texts in UTC. */
  public static double utcSeconds(FieldValues values, int slot) {
    return new EpochTime(slot, TimeUnit.AUTO, UTC).seconds(values);
  }

  public static double utcSeconds(String text) {
    return TimeText.epochSeconds(text, UTC);
  }

  private double seconds(double number) {
    return switch (unit) {
      case AUTO -> byMagnitude(number);
      case SECONDS -> number;
      case MILLIS -> number / 1e3;
      case MICROS -> number / 1e6;
      case NANOS -> number / 1e9;
    };
  }

  private static double byMagnitude(double number) {
    double size = Math.abs(number);
    if (size < MOST_SECONDS) {
      return number;
    }
    if (size < MOST_MILLIS) {
      return number / 1e3;
    }
    return size < MOST_MICROS ? number / 1e6 : number / 1e9;
  }
}
