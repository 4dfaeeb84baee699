package io.shardsteer.common.config;

/** Checks that a key's value is a {@link FieldPath}. */
final class FieldPathShape {
  private FieldPathShape() {}

  /** Reports a path that is none; an empty one is left to others. */
  static void check(ConfigSection section, String key, String path) {
    if (!path.isEmpty() && FieldPath.parse(path).isEmpty()) {
      section.problem(
          key,
          "%s is not the path of a field.".formatted(ConfigProblems.show(path)),
          path.startsWith("$properties")
              ? "A property of the message has one name: $properties.ce_type, or '$properties.\"ce.type\"'"
              : "Write names joined by dots, elements of arrays by number: items.0.sku; quote a name with a dot: '\"log.level\"'");
    }
  }
}
