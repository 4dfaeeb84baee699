package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is valid in a configuration and yet hardly what somebody means. */
public final class ConfigWarnings {
  private ConfigWarnings() {}

  /** One sentence and a remedy each; empty where there is nothing to say. */
  public static List<String> of(PipelineConfig config) {
    List<String> warnings = new ArrayList<>();
    for (String path : paths(config)) {
      String remedy = remedy(path);
      if (!remedy.isEmpty()) {
        warnings.add(
            "%s matches only a field that is really called so. %s".formatted(path, remedy));
      }
    }
    Set<String> guessed = guessed(config);
    if (!guessed.isEmpty()) {
      warnings.add(
          "Where %s are numbers without a unit in their schema, their size tells it: below 1e11 seconds, then milliseconds, microseconds, nanoseconds. Write unit: millis, or whatever they are."
              .formatted(String.join(", ", guessed)));
    }
    return warnings;
  }

  private static Set<String> paths(PipelineConfig config) {
    Set<String> paths = new LinkedHashSet<>();
    config.featureExtractionPipeline().forEach(feature -> paths.addAll(feature.fields()));
    config
        .queries()
        .forEach(query -> query.conditions().forEach(condition -> paths.add(condition.field())));
    InputConfig input = config.input();
    paths.addAll(List.of(input.keyField(), input.recordIdField(), input.timeField()));
    paths.addAll(input.textNumbers());
    config.storage().layout().columns().forEach(column -> paths.add(column.field()));
    paths.addAll(config.shards().pins().fields());
    paths.remove("");
    return paths;
  }

  /** What people write who know JSONPath; a quoted name is meant as it stands. */
  private static String remedy(String path) {
    if (path.indexOf('"') >= 0 || FieldPath.isProperty(path)) {
      return "";
    }
    List<String> steps = FieldPath.steps(path);
    if (path.indexOf('[') >= 0 || path.indexOf(']') >= 0) {
      return "Elements of arrays stand behind a dot, names with a dot in double quotes: items.0.qty, '\"log.level\"'.";
    }
    if (steps.contains("*")) {
      return "There is no wildcard: name an element by its number, or declare a column of type list<text>.";
    }
    return steps.get(0).equals("$") || steps.get(0).equals("@")
        ? "A path begins with the name of a field."
        : "";
  }

  private static Set<String> guessed(PipelineConfig config) {
    Set<String> guessed = new LinkedHashSet<>();
    for (FeatureSpec feature : config.featureExtractionPipeline()) {
      if (feature instanceof FeatureSpec.Time time && time.unit() == TimeUnit.AUTO) {
        guessed.add(time.field());
      }
    }
    if (config.storage().enabled()) {
      for (RowLayout.Column column : config.storage().layout().columns()) {
        boolean isInstant =
            column.type() == ColumnType.TIMESTAMP || column.type() == ColumnType.DATE;
        if (isInstant && column.unit() == TimeUnit.AUTO) {
          guessed.add(column.field());
        }
      }
    }
    return guessed;
  }
}
