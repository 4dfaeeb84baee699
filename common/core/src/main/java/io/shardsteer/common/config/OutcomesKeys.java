package io.shardsteer.common.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The section {@code outcomes}. */
final class OutcomesKeys {
  private OutcomesKeys() {}

  static OutcomesConfig read(ConfigSection config, List<FeatureSpec> features) {
    try (ConfigSection outcomes = config.section("outcomes")) {
      OutcomesConfig none = OutcomesConfig.NONE;
      String topic = outcomes.text("topic", none.topic());
      List<String> fields = outcomes.texts("fields", none.fields());
      Duration delay =
          outcomes.duration("delay", none.delay(), Duration.ZERO, Duration.ofDays(3_650));
      if (!topic.isEmpty() && fields.isEmpty()) {
        outcomes.problem(
            "fields", "Outcomes arrive, but no field of them is named.", "Add fields: [churned]");
      }
      for (FeatureSpec feature : features) {
        feature.fields().stream()
            .filter(fields::contains)
            .forEach(
                field ->
                    outcomes.problem(
                        "fields",
                        "Feature %s reads %s, which no router knows when a record arrives."
                            .formatted(
                                ConfigProblems.show(feature.name()), ConfigProblems.show(field)),
                        "Leave the feature out, or the field if records carry it."));
      }
      return new OutcomesConfig(topic, fields, delay);
    }
  }

  static void write(OutcomesConfig outcomes, Map<String, Object> to) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("topic", outcomes.topic());
    section.put("fields", outcomes.fields());
    section.put("delay", Durations.format(outcomes.delay()));
    to.put("outcomes", section);
  }
}
