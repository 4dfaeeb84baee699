package io.shardsteer.common.config;

import java.util.regex.Pattern;

/** What a path of a field looks like: steps of one character and more, joined by dots. */
final class FieldPathShape {
  private static final Pattern SHAPE =
      Pattern.compile("[^.\\p{Cntrl}]{1,100}(\\.[^.\\p{Cntrl}]{1,100}){0,19}");

  private FieldPathShape() {}

  /** Reports a path that has another shape; an empty one is left to others. */
  static void check(ConfigSection section, String key, String path) {
    if (!path.isEmpty() && !SHAPE.matcher(path).matches()) {
      section.problem(
          key,
          "%s is not the path of a field.".formatted(ConfigProblems.show(path)),
          "Write names joined by dots, elements of arrays by number: items.0.sku");
    }
  }
}
