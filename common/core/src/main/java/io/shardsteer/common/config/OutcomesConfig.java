package io.shardsteer.common.config;

import java.time.Duration;
import java.util.List;

/**
 * What becomes known of records after they have arrived. Queries may name these fields; features
 * may not, for no router knows them in time.
 *
 * @param topic where outcomes arrive as JSON objects, keyed like the records; empty: none
 * @param fields paths in an outcome; empty: no outcomes
 * @param delay how long after its record an outcome is known, in a replay that takes outcomes from
 *     the columns of its file
 */
public record OutcomesConfig(String topic, List<String> fields, Duration delay) {
  /** No outcomes. */
  public static final OutcomesConfig NONE = new OutcomesConfig("", List.of(), Duration.ofHours(1));

  public OutcomesConfig {
    fields = List.copyOf(fields);
  }

  public boolean isNone() {
    return fields.isEmpty();
  }
}
