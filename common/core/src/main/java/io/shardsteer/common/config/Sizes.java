package io.shardsteer.common.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 1 MB} is a million, {@code 1 MiB} 2^20. */
final class Sizes {
  private static final Pattern SIZE =
      Pattern.compile("\\s*(\\d{1,12}(?:\\.\\d{1,6})?)\\s*([a-z]+)\\s*");
  private static final Map<String, Long> UNITS = new LinkedHashMap<>();

  static {
    UNITS.put("GiB", 1L << 30);
    UNITS.put("GB", 1_000_000_000L);
    UNITS.put("MiB", 1L << 20);
    UNITS.put("MB", 1_000_000L);
    UNITS.put("KiB", 1L << 10);
    UNITS.put("KB", 1_000L);
    UNITS.put("bytes", 1L);
  }

  private Sizes() {}

  /** Empty where the text is no size; a unit is needed. */
  static Optional<Long> parse(String text) {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (text.length() > 64 || !size.matches()) {
      return Optional.empty();
    }
    String unit =
        size.group(2).equals("b") || size.group(2).equals("byte") ? "bytes" : size.group(2);
    return UNITS.entrySet().stream()
        .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(unit))
        .findFirst()
        .map(entry -> Math.round(Double.parseDouble(size.group(1)) * entry.getValue()));
  }

  /** In the largest unit that gives a whole number. */
  static String format(long bytes) {
    return UNITS.entrySet().stream()
        .filter(unit -> bytes != 0 && bytes % unit.getValue() == 0)
        .findFirst()
        .map(unit -> bytes / unit.getValue() + " " + unit.getKey())
        .orElse("0 bytes");
  }
}
