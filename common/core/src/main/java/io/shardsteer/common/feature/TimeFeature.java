package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.config.FeatureSpec.Time;
import io.shardsteer.common.config.FeatureSpec.TimePart;
import io.shardsteer.common.record.Calendar;
import io.shardsteer.common.record.EpochTime;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.ZoneOffsets;
import java.util.List;

/**
 * A part of a time in a zone: one column, or its sine and cosine. Text that is no ISO-8601 time is
 * missing.
 */
record TimeFeature(Time spec, EpochTime time, ZoneOffsets zone) implements CompiledFeature {
  private static final double SECONDS_PER_HOUR = 3600;
  private static final long SECONDS_PER_DAY = 86_400;

  /** 1970-01-01 was a Thursday, three days after a Monday. */
  private static final int DAYS_FROM_MONDAY_TO_EPOCH = 3;

  @Override
  public List<FeatureColumn> columns() {
    return spec.cyclic()
        ? List.of(
            CompiledFeature.number(spec.name() + ".sin"),
            CompiledFeature.number(spec.name() + ".cos"))
        : List.of(CompiledFeature.number(spec.name()));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    double seconds = time.seconds(values);
    double part = Double.isNaN(seconds) ? Double.NaN : part(seconds);
    if (spec.cyclic()) {
      double angle = 2 * Math.PI * part / period(spec.part());
      into[at] = StrictMath.sin(angle);
      into[at + 1] = StrictMath.cos(angle);
    } else {
      into[at] = part;
    }
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    NumberSet seconds = time.bound(fields);
    NumberSet parts =
        spec.part() == TimePart.EPOCH_SECONDS
            ? seconds
            : TimeParts.of(spec.part(), seconds, zone, this::partOfLocal);
    if (spec.cyclic()) {
      double period = period(spec.part());
      into[at] = TimeParts.cosines(parts, period, -Math.PI / 2);
      into[at + 1] = TimeParts.cosines(parts, period, 0);
    } else {
      into[at] = parts;
    }
  }

  private double part(double seconds) {
    return spec.part() == TimePart.EPOCH_SECONDS
        ? seconds
        : partOfLocal(seconds + zone.at((long) Math.floor(seconds)));
  }

  /**
   * @param local seconds as if in UTC
   */
  private double partOfLocal(double local) {
    long day = (long) Math.floor(local / SECONDS_PER_DAY);
    double hour = (local - day * (double) SECONDS_PER_DAY) / SECONDS_PER_HOUR;
    long dayOfWeek = Math.floorMod(day + DAYS_FROM_MONDAY_TO_EPOCH, 7L);
    return switch (spec.part()) {
      case HOUR_OF_DAY -> hour;
      case DAY_OF_WEEK -> dayOfWeek;
      case HOUR_OF_WEEK -> dayOfWeek * 24 + hour;
      case DAY_OF_MONTH -> Calendar.dayOfMonth(day);
      case MONTH -> Calendar.month(day);
      case EPOCH_SECONDS -> local;
    };
  }

  private static double period(TimePart part) {
    return switch (part) {
      case HOUR_OF_DAY -> 24;
      case DAY_OF_WEEK -> 7;
      case HOUR_OF_WEEK -> 168;
      case DAY_OF_MONTH -> 31;
      case MONTH -> 12;
      case EPOCH_SECONDS -> Double.POSITIVE_INFINITY;
    };
  }
}
