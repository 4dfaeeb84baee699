package io.shardsteer.common.feature;

import io.shardsteer.common.config.FeatureSpec.TimePart;
import java.util.List;

/** One column: a part of a time in a zone. Text that is no ISO-8601 time is missing. */
record TimeFeature(String name, int slot, TimePart part, ZoneOffsets zone)
    implements CompiledFeature {
  private static final double SECONDS_PER_HOUR = 3600;
  private static final long SECONDS_PER_DAY = 86_400;

  /** 1970-01-01 was a Thursday, three days after a Monday. */
  private static final int DAYS_FROM_MONDAY_TO_EPOCH = 3;

  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(name));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    double seconds = EpochTime.seconds(values, slot, zone);
    into[at] = Double.isNaN(seconds) ? Double.NaN : part(seconds);
  }

  private double part(double seconds) {
    if (part == TimePart.EPOCH_SECONDS) {
      return seconds;
    }
    double local = seconds + zone.at((long) Math.floor(seconds));
    long day = (long) Math.floor(local / SECONDS_PER_DAY);
    double hour = (local - day * (double) SECONDS_PER_DAY) / SECONDS_PER_HOUR;
    long dayOfWeek = Math.floorMod(day + DAYS_FROM_MONDAY_TO_EPOCH, 7L);
    return switch (part) {
      case HOUR_OF_DAY -> hour;
      case DAY_OF_WEEK -> dayOfWeek;
      case HOUR_OF_WEEK -> dayOfWeek * 24 + hour;
      case DAY_OF_MONTH -> Calendar.dayOfMonth(day);
      case MONTH -> Calendar.month(day);
      case EPOCH_SECONDS -> seconds;
    };
  }
}
