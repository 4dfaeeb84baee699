package io.shardsteer.common.record;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A slot read as a time.
 *
 * @param unit of numbers whose schema says none
 * @param zone where texts without an offset are local
 */
public record EpochTime(int slot, TimeUnit unit, ZoneOffsets zone) {
  private static final ZoneOffsets UTC = ZoneOffsets.of(ZoneOffset.UTC);

  private static final int SECONDS_PER_DAY = 86_400;

  /**
   * Where a number's magnitude tells its unit: from which size on, and how many of the unit make a
   * second. Seconds end at year 5138, milliseconds too, and so on. The last day of year 9999, which
   * people write for "without end", is that day in every unit: in the next smaller one it is a
   * minute of 1978.
   */
  private record Magnitude(double from, double perSecond) {}

  private static final double MOST_SECONDS = 1e11;
  private static final double LAST_DAY = 253_402_214_400.0;
  private static final double LAST_DAY_END = 253_402_300_800.0;

  private static final List<Magnitude> MAGNITUDES =
      List.of(
          new Magnitude(0, 1),
          new Magnitude(MOST_SECONDS, 1e3),
          new Magnitude(LAST_DAY, 1),
          new Magnitude(LAST_DAY_END, 1e3),
          new Magnitude(MOST_SECONDS * 1e3, 1e6),
          new Magnitude(LAST_DAY * 1e3, 1e3),
          new Magnitude(LAST_DAY_END * 1e3, 1e6),
          new Magnitude(MOST_SECONDS * 1e6, 1e9),
          new Magnitude(LAST_DAY * 1e6, 1e6),
          new Magnitude(LAST_DAY_END * 1e6, 1e9),
          new Magnitude(Double.POSITIVE_INFINITY, 1e9));

  /** A slot whose texts without an offset are local in the zone. */
  public static EpochTime of(int slot, TimeUnit unit, ZoneId zone) {
    return new EpochTime(slot, unit, ZoneOffsets.of(zone));
  }

  /**
   * @return seconds since the epoch with fraction; NaN where the slot holds no time
   */
  public double seconds(FieldValues values) {
    String text = values.chars(slot);
    if (text != null) {
      return TimeText.epochSeconds(text, zone);
    }
    if (values.kind(slot) != FieldValues.Kind.NUMBER) {
      return Double.NaN;
    }
    TimeUnit known = values.unit(slot);
    return seconds(values.number(slot), known == TimeUnit.AUTO ? unit : known);
  }

  /** What {@link #seconds} can be. */
  public NumberSet bound(FieldSets fields) {
    FieldSet field = fields.get(slot);
    NumberSet numbers = field.plainNumbers();
    NumberSet seconds =
        unit == TimeUnit.AUTO
            ? byMagnitude(numbers)
            : unit == TimeUnit.DAYS
                ? zoned(numbers.map(days -> days * SECONDS_PER_DAY))
                : numbers.map(number -> seconds(number, unit));
    seconds = seconds.or(field.stampSeconds());
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
    NumberSet seconds = NumberSet.EMPTY;
    for (int i = 0; i + 1 < MAGNITUDES.size(); i++) {
      double perSecond = MAGNITUDES.get(i).perSecond();
      double low = MAGNITUDES.get(i).from();
      double high = below(MAGNITUDES.get(i + 1).from());
      seconds =
          seconds
              .or(numbers.present().within(low, high).map(number -> number / perSecond))
              .or(numbers.present().within(-high, -low).map(number -> number / perSecond));
    }
    return seconds.orMissing(numbers.hasMissing());
  }

  private static double below(double end) {
    return Double.isInfinite(end) ? end : Math.nextDown(end);
  }

  /** The numbers of any unit that stand for one of the times where magnitude tells the unit. */
  static NumberSet numbersOf(NumberSet seconds) {
    NumberSet numbers = NumberSet.EMPTY;
    for (int i = 0; i + 1 < MAGNITUDES.size(); i++) {
      double low = MAGNITUDES.get(i).from();
      double high = MAGNITUDES.get(i + 1).from();
      NumberSet scaled = scaled(seconds, MAGNITUDES.get(i).perSecond());
      numbers = numbers.or(scaled.within(low, high)).or(scaled.within(-high, -low));
    }
    return numbers.present();
  }

  /** The numbers that stand for one of the times where the record's schema tells the unit. */
  static NumberSet stampsOf(NumberSet seconds) {
    return scaled(seconds, 1)
        .or(scaled(seconds, 1e3))
        .or(scaled(seconds, 1e6))
        .or(scaled(seconds, 1e9))
        .present();
  }

  /** The times of the numbers where the record's schema tells the unit. */
  static NumberSet secondsOfStamps(NumberSet numbers) {
    NumberSet present = numbers.present();
    return present
        .or(present.map(number -> number / 1e3))
        .or(present.map(number -> number / 1e6))
        .or(present.map(number -> number / 1e9));
  }

  private static NumberSet scaled(NumberSet seconds, double perSecond) {
    return seconds.present().map(second -> second * perSecond).widened();
  }

  /** A time as it is compared in questions: numbers by magnitude, texts in UTC. */
  public static double utcSeconds(FieldValues values, int slot) {
    return new EpochTime(slot, TimeUnit.AUTO, UTC).seconds(values);
  }

  public static double utcSeconds(String text) {
    return TimeText.epochSeconds(text, UTC);
  }

  private double seconds(double number, TimeUnit of) {
    return switch (of) {
      case AUTO -> byMagnitude(number);
      case SECONDS -> number;
      case MILLIS -> number / 1e3;
      case MICROS -> number / 1e6;
      case NANOS -> number / 1e9;
      case DAYS -> {
        double local = number * SECONDS_PER_DAY;
        yield local - zone.atLocal((long) Math.floor(local));
      }
    };
  }

  private static double byMagnitude(double number) {
    double size = Math.abs(number);
    int i = 0;
    while (i + 2 < MAGNITUDES.size() && size >= MAGNITUDES.get(i + 1).from()) {
      i++;
    }
    return number / MAGNITUDES.get(i).perSecond();
  }
}
