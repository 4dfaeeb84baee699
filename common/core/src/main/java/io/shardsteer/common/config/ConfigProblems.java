package io.shardsteer.common.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Gathers what is wrong while a configuration is read. */
final class ConfigProblems {
  private static final int MAX_PROBLEMS = 100;
  private static final int MAX_VALUE_LENGTH = 80;
  private static final Pattern INDEX = Pattern.compile("\\[\\d+\\]");

  private final String where;
  private final Map<String, Integer> lines;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Set<String> knownPaths = new LinkedHashSet<>();

  /**
   * @param where what is read, for people: a file's name
   * @param lines line of each key path, where known
   */
  ConfigProblems(String where, Map<String, Integer> lines) {
    this.where = where;
    this.lines = lines;
  }

  void add(String path, String fault, String remedy) {
    if (problems.size() < MAX_PROBLEMS) {
      OptionalInt line = line(path);
      problems.add(
          new ConfigProblem(
              line.isEmpty() ? path : "%s (line %d)".formatted(path, line.getAsInt()),
              fault,
              remedy));
    }
  }

  /** The line of the key or of what it stands in. */
  private OptionalInt line(String path) {
    String at = path;
    while (!at.isEmpty()) {
      Integer line = lines.get(at);
      if (line != null) {
        return OptionalInt.of(line);
      }
      at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
    }
    return OptionalInt.empty();
  }

  void known(String path) {
    knownPaths.add(path.indexOf('[') < 0 ? path : INDEX.matcher(path).replaceAll("[]"));
  }

  /** The path of every key that was asked for, elements of lists as {@code []}. */
  Set<String> knownPaths() {
    return knownPaths;
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new InvalidConfigurationException(where, problems);
    }
  }

  /** A value as it stands in a message: quoted, cut short. */
  static String show(Object value) {
    String text = String.valueOf(value);
    if (text.length() > MAX_VALUE_LENGTH) {
      text = text.substring(0, MAX_VALUE_LENGTH) + "…";
    }
    return "'" + text.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
