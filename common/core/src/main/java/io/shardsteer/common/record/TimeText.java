package io.shardsteer.common.record;

/**
 * Reads ISO-8601 times without allocating: {@code 2014-06-01}, {@code 2014-06-01T08:14}, {@code
 * 2014-06-01 08:14:30.25}, each perhaps followed by {@code Z}, {@code +02:00}, {@code +0200} or
 * {@code +02}.
 */
public final class TimeText {
  private static final int SECONDS_PER_DAY = 86_400;

  private TimeText() {}

  /**
   * @param zone where times without an offset are local
   * @return seconds since the epoch with fraction; NaN where the text is not such a time
   */
  public static double epochSeconds(CharSequence text, ZoneOffsets zone) {
    int length = text.length();
    if (length < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return Double.NaN;
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 2);
    int day = digits(text, 8, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > Calendar.daysInMonth(year, month)) {
      return Double.NaN;
    }
    long seconds = Calendar.epochDay(year, month, day) * SECONDS_PER_DAY;
    if (length == 10) {
      return seconds - (double) zone.atLocal(seconds);
    }
    char separator = text.charAt(10);
    if ((separator != 'T' && separator != ' ') || length < 16 || text.charAt(13) != ':') {
      return Double.NaN;
    }
    int hour = digits(text, 11, 2);
    int minute = digits(text, 14, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
      return Double.NaN;
    }
    seconds += hour * 3600L + minute * 60L;
    int at = 16;
    double fraction = 0;
    if (at < length && text.charAt(at) == ':') {
      int second = digits(text, at + 1, 2);
      if (second < 0 || second > 59) {
        return Double.NaN;
      }
      seconds += second;
      at += 3;
      if (at < length && text.charAt(at) == '.') {
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

  /** The offset that is written from {@code at} to the end, or the zone's; NaN where garbled. */
  private static double offsetSeconds(
      CharSequence text, int at, long localSeconds, ZoneOffsets zone) {
    int left = text.length() - at;
    if (left == 0) {
      return zone.atLocal(localSeconds);
    }
    char sign = text.charAt(at);
    if (sign == 'Z' && left == 1) {
      return 0;
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
