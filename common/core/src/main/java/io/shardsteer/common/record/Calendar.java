package io.shardsteer.common.record;

/**
 * Days since the epoch to and from dates of the proleptic Gregorian calendar, without allocating.
 * Years are counted from March, so that the leap day is the last of its year; after Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms" (2013).
 */
public final class Calendar {
  private static final long DAYS_PER_ERA = 146_097;

  /** Days from 0000-03-01 to the epoch. */
  private static final long EPOCH = 719_468;

  private Calendar() {}

  static long epochDay(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(y, 400L);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * DAYS_PER_ERA
        + yearOfEra * 365
        + yearOfEra / 4
        - yearOfEra / 100
        + dayOfYear
        - EPOCH;
  }

  /** 1..12. */
  public static int month(long epochDay) {
    long shifted = (5 * dayOfYear(epochDay) + 2) / 153;
    return (int) (shifted < 10 ? shifted + 3 : shifted - 9);
  }

  /** 1..31. */
  public static int dayOfMonth(long epochDay) {
    long dayOfYear = dayOfYear(epochDay);
    long shifted = (5 * dayOfYear + 2) / 153;
    return (int) (dayOfYear - (153 * shifted + 2) / 5 + 1);
  }

  static int daysInMonth(int year, int month) {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** 0 on 1 March. */
  private static long dayOfYear(long epochDay) {
    long dayOfEra = Math.floorMod(epochDay + EPOCH, DAYS_PER_ERA);
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    return dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  }
}
