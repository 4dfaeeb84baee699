package io.shardsteer.common.config;

import java.time.Duration;
import java.util.List;

/**
 * What becomes known of records after they have arrived. Queries may name these fields; features
 * may not, for no router knows them in time.
 *
 * @param topic full name of the topic where outcomes arrive as JSON objects, keyed like the
 *     records; empty: a replay takes them from the columns of its file
 * @param fields paths in an outcome; empty: no outcomes
 * @param delay how long after its record an outcome is usually known
 */
public record OutcomesConfig(String topic, List<String> fields, Duration delay) {
  private static final Duration LEAST_PATIENCE = Duration.ofMinutes(1);

  /** No outcomes. */
  public static final OutcomesConfig NONE = new OutcomesConfig("", List.of(), Duration.ofHours(1));

  public OutcomesConfig {
    fields = List.copyOf(fields);
  }

  /** How long after its record an outcome still counts; an earlier or later one is another's. */
  public Duration latest() {
    Duration twice = delay.multipliedBy(2);
    Duration atLeast = delay.plus(LEAST_PATIENCE);
    return twice.compareTo(atLeast) > 0 ? twice : atLeast;
  }

  public boolean isNone() {
    return fields.isEmpty();
  }
}
