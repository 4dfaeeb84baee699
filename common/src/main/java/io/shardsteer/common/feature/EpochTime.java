package io.shardsteer.common.feature;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import java.time.ZoneId;

/**
 * A slot read as a time.
 *
 * @param unit of numbers
 * @param zone where texts without an offset are local
 */
public record EpochTime(int slot, TimeUnit unit, ZoneOffsets zone) {
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
