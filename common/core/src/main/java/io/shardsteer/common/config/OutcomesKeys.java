package io.shardsteer.common.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The section {@code outcomes}. */
final class OutcomesKeys {
  private OutcomesKeys() {}

  static OutcomesConfig read(
      ConfigSection config,
      InputConfig input,
      List<FeatureSpec> features,
      List<QueryTemplate> queries) {
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
      if (!topic.isEmpty() && !InputKeys.isTopic(topic)) {
        outcomes.problem(
            "topic",
            "%s is not a persistent topic.".formatted(ConfigProblems.show(topic)),
            "Write persistent://tenant/namespace/topic");
      } else if (!topic.isEmpty() && InputConfig.fullTopic(topic).equals(input.topic())) {
        outcomes.problem(
            "topic",
            "%s is the input topic, whose messages are records.".formatted(topic),
            "Publish outcomes to a topic of their own.");
      }
      for (String field : fields) {
        FieldPathShape.check(outcomes, "fields", field);
        if (queries.stream().noneMatch(query -> asks(query, field))) {
          outcomes.problem(
              "fields",
              "No query asks for %s, so no order could follow from it."
                  .formatted(ConfigProblems.show(field)),
              "Add it to a query: queries: [{name: by_outcome, range: [%s]}]".formatted(field));
        }
        if (field.equals(input.keyField())
            || field.equals(input.recordIdField())
            || field.equals(input.timeField())) {
          outcomes.problem(
              "fields",
              "%s names, keys or dates the records, so it is known when they arrive."
                  .formatted(ConfigProblems.show(field)),
              "Name the fields that become known later.");
        }
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
      return new OutcomesConfig(topic.isEmpty() ? "" : InputConfig.fullTopic(topic), fields, delay);
    }
  }

  private static boolean asks(QueryTemplate query, String field) {
    return query.conditions().stream().anyMatch(condition -> condition.field().equals(field));
  }

  static void write(OutcomesConfig outcomes, Map<String, Object> to) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("topic", outcomes.topic());
    section.put("fields", outcomes.fields());
    section.put("delay", Durations.format(outcomes.delay()));
    to.put("outcomes", section);
  }
}
