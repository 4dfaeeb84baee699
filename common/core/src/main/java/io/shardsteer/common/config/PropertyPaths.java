package io.shardsteer.common.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Checks that rows keep the properties of messages that models, queries and pins ask for: a row has
 * the record's payload, and of its message's properties what columns are declared for.
 */
final class PropertyPaths {
  private PropertyPaths() {}

  static void check(
      ConfigSection root,
      List<FeatureSpec> features,
      List<QueryTemplate> queries,
      Set<String> pinned,
      StorageConfig storage) {
    if (!storage.enabled()) {
      return;
    }
    List<String> used = new ArrayList<>();
    features.forEach(feature -> used.addAll(feature.fields()));
    queries.forEach(query -> query.conditions().forEach(condition -> used.add(condition.field())));
    used.addAll(pinned);
    Set<String> missing = new LinkedHashSet<>();
    for (String path : used) {
      if (FieldPath.isProperty(path) && !isKept(path, storage.layout())) {
        missing.add(path);
      }
    }
    for (String path : missing) {
      root.problem(
          "storage.columns",
          "A feature, query or pin reads %s, which rows do not keep.".formatted(path),
          "Declare a column for it: {name: %s, type: text, field: %s}"
              .formatted(
                  path.replaceAll("[^A-Za-z0-9]+", "_")
                      .toLowerCase(Locale.ROOT)
                      .replaceAll("^_properties_|_$", ""),
                  path.indexOf('"') < 0 ? path : "'" + path + "'"));
    }
  }

  private static boolean isKept(String path, RowLayout layout) {
    return layout.columns().stream()
        .anyMatch(
            column ->
                FieldPath.canonical(column.field()).equals(FieldPath.canonical(path))
                    && (column.type() == ColumnType.TEXT || column.type() == ColumnType.VARCHAR));
  }
}
