package io.shardsteer.common.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The path of a field: names joined by dots, elements of arrays by number ({@code items.0.sku}). A
 * name that holds a dot stands in double quotes ({@code labels."app.kubernetes.io/name"}), in which
 * a backslash stands before a quote or a backslash.
 *
 * <p>{@code $properties.ce_type} is a property of the message and not of the record; a record's own
 * field of that name is {@code "$properties".ce_type}.
 */
public final class FieldPath {
  /** Longest name, in characters. */
  static final int MOST_CHARS = 100;

  /** Most names of a path. */
  static final int MOST_STEPS = 20;

  private static final String PROPERTIES = "$properties";

  private FieldPath() {}

  /** True for the path of a property of the message. */
  public static boolean isProperty(String path) {
    return path.startsWith(PROPERTIES + ".");
  }

  /** The path of a property of the message. */
  public static String property(String name) {
    return PROPERTIES + "." + step(name);
  }

  /**
   * The names of a path, without their quotes.
   *
   * @throws IllegalArgumentException if it is no path
   */
  public static List<String> steps(String path) {
    return parse(path)
        .orElseThrow(() -> new IllegalArgumentException("No path of a field: " + path));
  }

  /** The path with quotes where it needs them and nowhere else; empty where it is none. */
  public static Optional<String> canonical(String path) {
    return parse(path)
        .map(
            steps ->
                isProperty(path)
                    ? property(steps.get(1))
                    : steps.stream().map(FieldPath::step).collect(Collectors.joining(".")));
  }

  /** The names of a path; empty where it is none. */
  static Optional<List<String>> parse(String path) {
    List<String> steps = new ArrayList<>();
    int at = 0;
    while (true) {
      var step = new StringBuilder();
      boolean quoted = at < path.length() && path.charAt(at) == '"';
      at = quoted ? quoted(path, at, step) : plain(path, at, step);
      boolean ends = at == path.length();
      if (at < 0
          || (!ends && path.charAt(at) != '.')
          || step.isEmpty()
          || step.length() > MOST_CHARS
          || steps.size() == MOST_STEPS
          || step.chars().anyMatch(Character::isISOControl)) {
        return Optional.empty();
      }
      steps.add(step.toString());
      if (ends) {
        return isWhole(path, steps) ? Optional.of(List.copyOf(steps)) : Optional.empty();
      }
      at++;
    }
  }

  /** A property has one name, and alone they are none. */
  private static boolean isWhole(String path, List<String> steps) {
    return !path.equals(PROPERTIES) && (!isProperty(path) || steps.size() == 2);
  }

  private static int plain(String path, int from, StringBuilder step) {
    int dot = path.indexOf('.', from);
    int end = dot < 0 ? path.length() : dot;
    step.append(path, from, end);
    return end;
  }

  /** Returns the index behind the closing quote, -1 where there is none. */
  private static int quoted(String path, int from, StringBuilder step) {
    for (int at = from + 1; at < path.length(); at++) {
      char c = path.charAt(at);
      if (c == '"') {
        return at + 1;
      }
      if (c == '\\') {
        if (++at == path.length() || (path.charAt(at) != '"' && path.charAt(at) != '\\')) {
          return -1;
        }
        c = path.charAt(at);
      }
      step.append(c);
    }
    return -1;
  }

  /** A name as it stands in a path: in quotes where it needs them. */
  public static String step(String name) {
    return name.indexOf('.') < 0 && !name.startsWith("\"") && !name.equals(PROPERTIES)
        ? name
        : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
