package io.shardsteer.common.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The section {@code history}. */
final class HistoryKeys {
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private HistoryKeys() {}

  static HistoryConfig read(ConfigSection config) {
    try (ConfigSection history = config.section("history")) {
      return new HistoryConfig(
          history.duration(
              "exact_for", HistoryConfig.DEFAULT.exactFor(), Duration.ofMinutes(1), LONGEST),
          history.duration(
              "decisions_for", HistoryConfig.DEFAULT.decisionsFor(), Duration.ofDays(1), LONGEST));
    }
  }

  static void write(HistoryConfig history, Map<String, Object> to) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("exact_for", Durations.format(history.exactFor()));
    section.put("decisions_for", Durations.format(history.decisionsFor()));
    to.put("history", section);
  }
}
