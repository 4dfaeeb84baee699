package io.shardsteer.common.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 1 hour}, {@code 90 s}, {@code 1 h 30 min}, PT5M. */
final class Durations {
  private static final Pattern PART = Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{1,6})?)\\s*([a-z]+)");
  private static final Map<String, Long> MILLIS = new LinkedHashMap<>();

  static {
    names(86_400_000L, "days", "day", "d");
    names(3_600_000L, "hours", "hour", "h");
    names(60_000L, "minutes", "minute", "min", "m");
    names(1_000L, "seconds", "second", "sec", "s");
    names(1L, "milliseconds", "millisecond", "millis", "ms");
  }

  private Durations() {}

  private static void names(long millis, String... names) {
    for (String name : names) {
      MILLIS.put(name, millis);
    }
  }

  /** Empty where the text is no duration; whole milliseconds. */
  static Optional<Duration> parse(String text) {
    if (text.length() > 64) {
      return Optional.empty();
    }
    if (text.startsWith("P")) {
      try {
        return Optional.of(Duration.parse(text));
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }
    String lower = text.strip().toLowerCase(Locale.ROOT);
    Matcher part = PART.matcher(lower);
    double millis = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      Long unit = MILLIS.get(part.group(2));
      if (unit == null) {
        return Optional.empty();
      }
      millis += Double.parseDouble(part.group(1)) * unit;
      end = part.end();
    }
    return end == 0 || end < lower.length()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(millis)));
  }

  /** In the largest unit that gives a whole number. */
  static String format(Duration duration) {
    long millis = duration.toMillis();
    for (Map.Entry<String, Long> unit : MILLIS.entrySet()) {
      if (unit.getKey().endsWith("s") && millis % unit.getValue() == 0) {
        long count = millis / unit.getValue();
        if (count != 0) {
          String name = unit.getKey();
          return count + " " + (count == 1 ? name.substring(0, name.length() - 1) : name);
        }
      }
    }
    return "0 seconds";
  }
}
