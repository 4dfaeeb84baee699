package io.shardsteer.common.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code storage.table_options}: what stands behind WITH when a table is created. An
 * option is a text, or a map of texts; CQL takes numbers and booleans as texts, too.
 */
final class TableOptions {
  static final String KEY = "table_options";

  private static final Set<String> NAMES =
      Set.of(
          "additional_write_policy",
          "bloom_filter_fp_chance",
          "caching",
          "cdc",
          "compaction",
          "compression",
          "crc_check_chance",
          "gc_grace_seconds",
          "max_index_interval",
          "memtable_flush_period_in_ms",
          "min_index_interval",
          "read_repair",
          "speculative_retry");

  /** Nothing in it could end a text in CQL. */
  private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_.,%()+ -]{1,200}");

  private TableOptions() {}

  static Map<String, Object> read(ConfigSection storage) {
    Map<String, Object> options = new LinkedHashMap<>();
    try (ConfigSection section = storage.section(KEY)) {
      for (String name : List.copyOf(section.keys())) {
        @Nullable Object value = section.raw(name);
        if (!NAMES.contains(name)) {
          section.problem(
              name,
              "It is no option of a table that can be set here.",
              name.equals("default_time_to_live")
                  ? "Use storage.ttl."
                  : NearestName.remedy(name, NAMES));
        } else if (value != null) {
          @Nullable Object option = value instanceof Map<?, ?> map ? texts(map) : text(value);
          if (option == null) {
            section.problem(
                name,
                "%s cannot be used.".formatted(ConfigProblems.show(value)),
                "Write a number, true, false, or a text of letters, digits and _.,%()+-; or a map of these.");
          } else {
            options.put(name, option);
          }
        }
      }
    }
    return options;
  }

  private static @Nullable Object texts(Map<?, ?> map) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      @Nullable String name = text(entry.getKey());
      @Nullable String value = text(entry.getValue());
      if (name == null || value == null) {
        return null;
      }
      texts.put(name, value);
    }
    return texts.isEmpty() ? null : Map.copyOf(texts);
  }

  private static @Nullable String text(@Nullable Object value) {
    @Nullable String text = value == null ? null : ConfigSection.scalar(value);
    return text != null && TEXT.matcher(text).matches() ? text : null;
  }
}
