package io.shardsteer.common.record;

import java.time.LocalDate;
import java.time.Month;
import java.time.chrono.IsoChronology;

/**
 * Reads ISO-8601 times, without an exception where a text is none: {@code 2014-06-01}, {@code
 * 2014-06-01T08:14}, {@code 2014-06-01 08:14:30.25}, with a sign also years beyond four digits
 * ({@code +10000-01-01}), each perhaps followed by {@code Z}, {@code +02:00}, {@code +0200} or
 * {@code +02}. What programs write beside the standard is read too: lower-case {@code t} and {@code
 * z}, a comma before the fraction, a space before the offset, {@code UTC} or {@code GMT}, a region
 * in brackets behind the offset, and {@code :60} where a leap second may be, which is the next
 * second.
 */
public final class TimeText {
  private static final int SECONDS_PER_DAY = 86_400;
  private static final int MOST_YEAR_DIGITS = 9;
  private static final int LEAP_SECOND = 60;
  private static final int MINUTES_OF_HALF_AN_HOUR = 30;
  private static final int LAST_MINUTE = 29;
  private static final String UTC = "UTC";

  private TimeText() {}

  /**
   * @param zone where times without an offset are local
   * @return seconds since the epoch with fraction; NaN where the text is not such a time
   */
  public static double epochSeconds(CharSequence text, ZoneOffsets zone) {
    int length = text.length();
    int yearEnd = yearEnd(text);
    if (yearEnd < 0 || length < yearEnd + 6 || text.charAt(yearEnd + 3) != '-') {
      return Double.NaN;
    }
    int year = year(text, yearEnd);
    int month = digits(text, yearEnd + 1, 2);
    int day = digits(text, yearEnd + 4, 2);
    if (month < 1
        || month > 12
        || day < 1
        || day > Month.of(month).length(IsoChronology.INSTANCE.isLeapYear(year))) {
      return Double.NaN;
    }
    long seconds = LocalDate.of(year, month, day).toEpochDay() * SECONDS_PER_DAY;
    int dateEnd = yearEnd + 6;
    if (length == dateEnd) {
      return seconds - (double) zone.atLocal(seconds);
    }
    char separator = text.charAt(dateEnd);
    if ((separator != 'T' && separator != 't' && separator != ' ')
        || length < dateEnd + 6
        || text.charAt(dateEnd + 3) != ':') {
      return Double.NaN;
    }
    int hour = digits(text, dateEnd + 1, 2);
    int minute = digits(text, dateEnd + 4, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
      return Double.NaN;
    }
    seconds += hour * 3600L + minute * 60L;
    int at = dateEnd + 6;
    double fraction = 0;
    if (at < length && text.charAt(at) == ':') {
      int second = digits(text, at + 1, 2);
      boolean leaps = second == LEAP_SECOND && minute % MINUTES_OF_HALF_AN_HOUR == LAST_MINUTE;
      if (second < 0 || (second > 59 && !leaps)) {
        return Double.NaN;
      }
      seconds += second;
      at += 3;
      if (at < length && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
        int first = ++at;
        double unit = 1;
        while (at < length && isDigit(text.charAt(at))) {
          unit /= 10;
          fraction += (text.charAt(at++) - '0') * unit;
        }
        if (at == first) {
          return Double.NaN;
        }
      }
    }
    return seconds + fraction - offsetSeconds(text, at, seconds, zone);
  }

  /**
   * The index of the dash behind the year, of four digits or of a sign and four to nine; -1 where
   * there is none.
   */
  private static int yearEnd(CharSequence text) {
    int length = text.length();
    boolean signed = length > 0 && (text.charAt(0) == '+' || text.charAt(0) == '-');
    int at = signed ? 1 : 0;
    while (at < length && isDigit(text.charAt(at))) {
      at++;
    }
    int count = signed ? at - 1 : at;
    boolean known = signed ? count >= 4 && count <= MOST_YEAR_DIGITS : count == 4;
    return known && at < length && text.charAt(at) == '-' ? at : -1;
  }

  private static int year(CharSequence text, int end) {
    boolean signed = !isDigit(text.charAt(0));
    int year = digits(text, signed ? 1 : 0, signed ? end - 1 : end);
    return text.charAt(0) == '-' ? -year : year;
  }

  /** The offset that is written from {@code at} to the end, or the zone's; NaN where garbled. */
  private static double offsetSeconds(
      CharSequence text, int at, long localSeconds, ZoneOffsets zone) {
    if (at == text.length()) {
      return zone.atLocal(localSeconds);
    }
    boolean spaced = text.charAt(at) == ' ';
    return writtenOffset(text, spaced ? at + 1 : at, withoutRegion(text));
  }

  /** The length of a time without {@code [Europe/London]} behind its offset. */
  private static int withoutRegion(CharSequence text) {
    int length = text.length();
    if (text.charAt(length - 1) != ']') {
      return length;
    }
    int at = length - 1;
    while (at > 0 && text.charAt(at) != '[') {
      at--;
    }
    return at;
  }

  private static double writtenOffset(CharSequence text, int at, int end) {
    int left = end - at;
    if (left <= 0) {
      return Double.NaN;
    }
    char sign = text.charAt(at);
    if ((sign == 'Z' || sign == 'z') && left == 1) {
      return 0;
    }
    if (left == UTC.length()) {
      String name = text.subSequence(at, end).toString();
      if (name.equals(UTC) || name.equals("GMT")) {
        return 0;
      }
    }
    boolean colon = left == 6 && text.charAt(at + 3) == ':';
    if ((sign != '+' && sign != '-') || !(left == 3 || left == 5 || colon)) {
      return Double.NaN;
    }
    int hours = digits(text, at + 1, 2);
    int minutes = left == 3 ? 0 : digits(text, colon ? at + 4 : at + 3, 2);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return Double.NaN;
    }
    int offset = hours * 3600 + minutes * 60;
    return sign == '+' ? offset : -offset;
  }

  /** The number that the digits stand for; -1 where there are not that many. */
  private static int digits(CharSequence text, int from, int count) {
    if (from + count > text.length()) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + count; i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
