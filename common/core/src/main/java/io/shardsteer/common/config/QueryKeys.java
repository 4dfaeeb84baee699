package io.shardsteer.common.config;

import io.shardsteer.common.config.QueryTemplate.Condition;
import io.shardsteer.common.config.QueryTemplate.Equal;
import io.shardsteer.common.config.QueryTemplate.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The elements of {@code queries}. */
final class QueryKeys {
  private static final int MAX_QUERIES = 50;
  private static final double DEFAULT_SELECTIVITY = 0.01;
  private static final String AUTO = "auto";
  private static final String KEY = "queries";
  private static final String LEARNED = "learned";
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(90);

  private QueryKeys() {}

  /** What is declared, and whether more is learned. */
  record Read(List<QueryTemplate> declared, QueryLearning learning) {}

  /** A list of queries, {@code learned}, or a section with both. */
  static Read read(ConfigSection config) {
    if (LEARNED.equals(config.raw(KEY))) {
      return new Read(List.of(), QueryLearning.DEFAULT);
    }
    if (config.raw(KEY) instanceof Map<?, ?>) {
      try (ConfigSection section = config.section(KEY)) {
        return new Read(
            templates(section, "declared"),
            new QueryLearning(
                section.flag("learned", true),
                section.duration("window", QueryLearning.DEFAULT.window(), SHORTEST, LONGEST)));
      }
    }
    List<QueryTemplate> declared = templates(config, KEY);
    boolean learns = declared.isEmpty();
    return new Read(declared, new QueryLearning(learns, QueryLearning.DEFAULT.window()));
  }

  private static List<QueryTemplate> templates(ConfigSection config, String key) {
    List<QueryTemplate> queries = new ArrayList<>();
    List<ConfigSection> sections = config.sections(key, "");
    if (sections.size() > MAX_QUERIES) {
      config.problem(
          key,
          "There are %d queries, but at most %d are used.".formatted(sections.size(), MAX_QUERIES),
          "Keep the most frequent ones.");
    }
    Set<String> names = new HashSet<>();
    for (ConfigSection section : sections) {
      try (section) {
        String name = section.text("name", "query_" + queries.size());
        if (!names.add(name)) {
          section.problem(
              "name",
              "Another query has the name %s.".formatted(ConfigProblems.show(name)),
              "Give each query a name of its own.");
        }
        double weight = section.decimal("weight", 1, 1e-6, 1e9);
        double selectivity = section.decimal("selectivity", DEFAULT_SELECTIVITY, 1e-9, 1);
        queries.add(new QueryTemplate(name, weight, conditions(section, selectivity)));
      }
    }
    return queries;
  }

  private static List<Condition> conditions(ConfigSection section, double selectivity) {
    List<Condition> conditions = new ArrayList<>();
    section.texts("equal", List.of()).forEach(field -> conditions.add(new Equal(field)));
    if (section.raw("range") instanceof Map<?, ?> ranges) {
      ranges.forEach(
          (field, width) ->
              conditions.add(
                  new Range(
                      String.valueOf(field),
                      width(section, width),
                      selectivity,
                      width != null
                          && ConfigSection.number(width) == null
                          && Durations.parse(String.valueOf(width)).isPresent())));
    } else {
      section
          .texts("range", List.of())
          .forEach(field -> conditions.add(new Range(field, 0, selectivity)));
    }
    conditions.forEach(
        condition ->
            FieldPathShape.check(
                section, condition instanceof Equal ? "equal" : "range", condition.field()));
    long fields = conditions.stream().map(Condition::field).distinct().count();
    if (conditions.isEmpty() || fields < conditions.size()) {
      section.problem(
          "equal",
          conditions.isEmpty() ? "The query fixes no field." : "The query names a field twice.",
          "Name each field once, for example equal: [city] or range: {price: 10}");
    }
    return conditions;
  }

  /** A number in the field's unit, a duration in seconds, or 0 for a width by selectivity. */
  private static double width(ConfigSection section, @Nullable Object value) {
    if (AUTO.equals(value)) {
      return 0;
    }
    Double number = value == null ? null : ConfigSection.number(value);
    Optional<Duration> duration = Durations.parse(String.valueOf(value));
    double width =
        number != null ? number : duration.map(d -> d.toMillis() / 1e3).orElse(Double.NaN);
    if (!(width > 0)) {
      section.problem(
          "range",
          "%s is not the width of a range.".formatted(ConfigProblems.show(String.valueOf(value))),
          "Give a number above 0 in the field's unit, a duration, or auto for a width that answers"
              + " selectivity.");
      return 0;
    }
    return width;
  }

  /** As short as it can be read again. */
  static Object write(List<QueryTemplate> queries, QueryLearning learning) {
    List<Object> declared = write(queries);
    boolean learns = queries.isEmpty();
    if (learning.equals(new QueryLearning(learns, QueryLearning.DEFAULT.window()))) {
      return declared;
    }
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("declared", declared);
    section.put("learned", learning.learned());
    section.put("window", Durations.format(learning.window()));
    return section;
  }

  private static List<Object> write(List<QueryTemplate> queries) {
    List<Object> list = new ArrayList<>();
    for (QueryTemplate query : queries) {
      List<String> equal = new ArrayList<>();
      Map<String, Object> range = new LinkedHashMap<>();
      double selectivity = DEFAULT_SELECTIVITY;
      for (Condition condition : query.conditions()) {
        if (condition instanceof Range r) {
          range.put(
              r.field(),
              !(r.width() > 0)
                  ? AUTO
                  : r.isDuration()
                      ? Durations.format(Duration.ofMillis(Math.round(r.width() * 1e3)))
                      : (Object) r.width());
          selectivity = r.selectivity();
        } else {
          equal.add(condition.field());
        }
      }
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", query.name());
      map.put("weight", query.weight());
      map.put("selectivity", selectivity);
      map.put("equal", equal);
      map.put("range", range);
      list.add(map);
    }
    return list;
  }
}
