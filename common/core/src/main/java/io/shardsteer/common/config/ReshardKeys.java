package io.shardsteer.common.config;

import io.shardsteer.common.config.ChangeWindow.Change;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The section {@code reshard}. */
final class ReshardKeys {
  private static final String KEY = "reshard";
  private static final long MOST_ROWS = 10_000_000;
  private static final Pattern RATE = Pattern.compile("(\\d{1,8})\\s*(?:rows?/s)?");
  private static final Pattern WINDOW =
      Pattern.compile(
          "((?:[01]\\d|2[0-3]):[0-5]\\d)\\s*-\\s*((?:[01]\\d|2[0-3]):[0-5]\\d|24:00)(?:\\s+(\\S+))?");

  private ReshardKeys() {}

  static ReshardConfig read(ConfigSection config, StorageConfig storage) {
    try (ConfigSection reshard = config.section(KEY)) {
      var read =
          new ReshardConfig(
              reshard.choice("mode", ReshardConfig.DEFAULT.mode()),
              rate(reshard),
              window(reshard),
              reshard.decimal("min_gain", ReshardConfig.DEFAULT.minGain(), 0, 1));
      boolean canMove = storage.enabled() && storage.layout().payloadColumn();
      if (read.isAutomatic() && !canMove) {
        reshard.problem(
            "mode",
            "Rows are to move by themselves, but none are stored with their payload.",
            "Set storage.enabled and storage.payload_column to true, or mode: by_hand.");
      }
      return read;
    }
  }

  private static long rate(ConfigSection section) {
    @Nullable Object value = section.raw("rate");
    if (value == null) {
      return ReshardConfig.DEFAULT.rowsPerSecond();
    }
    Matcher matcher = RATE.matcher(String.valueOf(value).strip());
    long rows = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    if (rows < 1 || rows > MOST_ROWS) {
      section.problem(
          "rate",
          "%s is not a rate from 1 to %d rows/s.".formatted(ConfigProblems.show(value), MOST_ROWS),
          "Write a whole number of rows: 5000 rows/s.");
      return ReshardConfig.DEFAULT.rowsPerSecond();
    }
    return rows;
  }

  private static List<ChangeWindow> window(ConfigSection section) {
    String text = section.text("window", "").strip();
    if (text.isEmpty()) {
      return List.of();
    }
    Optional<ChangeWindow> window = parse(text);
    if (window.isEmpty()) {
      section.problem(
          "window",
          "%s is not a time of the day.".formatted(ConfigProblems.show(text)),
          "Write from, to and a time zone: 01:00-05:00 Europe/Berlin; without a zone it is UTC.");
    }
    return window.stream().toList();
  }

  private static Optional<ChangeWindow> parse(String text) {
    Matcher matcher = WINDOW.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    @Nullable String zone = matcher.group(3);
    try {
      return Optional.of(
          new ChangeWindow(
              Set.of(Change.ROWS),
              Set.of(DayOfWeek.values()),
              LocalTime.parse(matcher.group(1)),
              WindowKeys.clockTime(matcher.group(2)),
              zone == null || zone.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(zone)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  static void write(ReshardConfig reshard, Map<String, Object> to) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("mode", ConfigSection.lower(reshard.mode()));
    section.put("rate", reshard.rowsPerSecond() + " rows/s");
    section.put(
        "window",
        reshard.window().stream()
            .map(it -> "%s-%s %s".formatted(it.from(), it.to(), FeatureKeys.zone(it.zone())))
            .findFirst()
            .orElse(""));
    section.put("min_gain", reshard.minGain());
    to.put(KEY, section);
  }
}
