package io.shardsteer.common.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One map of a configuration, read key by key. Whatever is wrong goes to the problems, and reading
 * goes on with the default, so that all problems come to light at once. {@link #close} refuses the
 * keys that nobody asked for.
 */
final class ConfigSection implements AutoCloseable {
  private static final int MAX_TEXT_LENGTH = 4096;

  private final ConfigProblems problems;
  private final String path;
  private final Map<String, Object> values;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * @param path empty for the whole configuration
   * @param values keys of any type are read as text
   */
  ConfigSection(ConfigProblems problems, String path, Map<?, ?> values) {
    this.problems = problems;
    this.path = path;
    this.values = new LinkedHashMap<>();
    values.forEach((key, value) -> this.values.put(String.valueOf(key), value));
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  void problem(String key, String fault, String remedy) {
    problems.add(pathOf(key), fault, remedy);
  }

  /** The value as it stands; null where the key is absent or, as a problem, empty. */
  @Nullable Object raw(String key) {
    known.add(key);
    problems.known(pathOf(key));
    @Nullable Object value = values.get(key);
    if (value == null && has(key)) {
      problem(key, "The key has no value.", "Give it a value or leave the key out.");
    }
    return value;
  }

  String requiredText(String key, String example) {
    if (!has(key)) {
      raw(key);
      problem(key, "The key is missing.", "Add it, for example %s: %s".formatted(key, example));
    }
    return text(key, "");
  }

  String text(String key, String otherwise) {
    return longText(key, otherwise, MAX_TEXT_LENGTH);
  }

  String longText(String key, String otherwise, int mostCharacters) {
    @Nullable Object value = raw(key);
    if (value == null) {
      return otherwise;
    }
    @Nullable String text = scalar(value);
    if (text == null || text.length() > mostCharacters) {
      problem(
          key,
          "%s is not a text of at most %d characters."
              .formatted(ConfigProblems.show(value), mostCharacters),
          "Give a single text.");
      return otherwise;
    }
    return text;
  }

  /** A text that has a shape; the empty default is let through. */
  String text(String key, String otherwise, Pattern shape, String remedy) {
    String text = text(key, otherwise);
    if (!text.equals(otherwise) && !shape.matcher(text).matches()) {
      problem(key, "%s cannot be used.".formatted(ConfigProblems.show(text)), remedy);
      return otherwise;
    }
    return text;
  }

  boolean flag(String key, boolean otherwise) {
    @Nullable Object value = raw(key);
    if (value == null) {
      return otherwise;
    }
    String text = String.valueOf(value);
    if (!text.equals("true") && !text.equals("false")) {
      problem(
          key,
          "%s is neither true nor false.".formatted(ConfigProblems.show(value)),
          "Write true or false.");
      return otherwise;
    }
    return text.equals("true");
  }

  int integer(String key, int otherwise, int least, int most) {
    return (int) whole(key, otherwise, least, most);
  }

  long whole(String key, long otherwise, long least, long most) {
    @Nullable Object value = raw(key);
    if (value == null) {
      return otherwise;
    }
    @Nullable Double number = number(value);
    if (value instanceof Long || value instanceof Integer) {
      long exact = ((Number) value).longValue();
      if (exact >= least && exact <= most) {
        return exact;
      }
    } else if (number != null && number == Math.rint(number) && number >= least && number <= most) {
      return number.longValue();
    }
    problem(
        key,
        "%s is not a whole number from %d to %d."
            .formatted(ConfigProblems.show(value), least, most),
        "Give such a number; the default is %d.".formatted(otherwise));
    return otherwise;
  }

  /** A number or, as a share of one, a percentage. */
  double decimal(String key, double otherwise, double least, double most) {
    @Nullable Object value = raw(key);
    if (value == null) {
      return otherwise;
    }
    @Nullable Double number = numberOrPercentage(value);
    if (number != null && number >= least && number <= most) {
      return number;
    }
    problem(
        key,
        "%s is not a number from %s to %s.".formatted(ConfigProblems.show(value), least, most),
        "Give such a number, or a percentage like 20%.");
    return otherwise;
  }

  Duration duration(String key, Duration otherwise, Duration least, Duration most) {
    @Nullable Object value = raw(key);
    if (value == null) {
      return otherwise;
    }
    Optional<Duration> duration = Durations.parse(String.valueOf(value));
    if (duration.isEmpty()
        || duration.get().compareTo(least) < 0
        || duration.get().compareTo(most) > 0) {
      problem(
          key,
          "%s is not a duration from %s to %s."
              .formatted(
                  ConfigProblems.show(value), Durations.format(least), Durations.format(most)),
          "Write a number with a unit: 90 s, 5 minutes, 1 hour, 2 days; the default is %s."
              .formatted(Durations.format(otherwise)));
      return otherwise;
    }
    return duration.get();
  }

  long size(String key, long otherwise, long least, long most) {
    @Nullable Object value = raw(key);
    if (value == null) {
      return otherwise;
    }
    Optional<Long> size = Sizes.parse(String.valueOf(value));
    if (size.isEmpty() || size.get() < least || size.get() > most) {
      problem(
          key,
          "%s is not a size from %s to %s."
              .formatted(ConfigProblems.show(value), Sizes.format(least), Sizes.format(most)),
          "Write a number with a unit: 200 bytes, 64 KiB, 1 MB; the default is %s."
              .formatted(Sizes.format(otherwise)));
      return otherwise;
    }
    return size.get();
  }

  /** One of an enum's constants, written in lower case. */
  <E extends Enum<E>> E choice(String key, E otherwise) {
    String text = text(key, lower(otherwise));
    List<String> names =
        Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
            .map(ConfigSection::lower)
            .toList();
    if (!names.contains(text)) {
      problem(
          key,
          "%s is not known.".formatted(ConfigProblems.show(text)),
          NearestName.remedy(text, names));
      return otherwise;
    }
    return Enum.valueOf(otherwise.getDeclaringClass(), text.toUpperCase(Locale.ROOT));
  }

  /**
   * The same where one of the constants is written {@code null}, which YAML reads as no value.
   *
   * @param ifNull that constant
   */
  <E extends Enum<E>> E choice(String key, E otherwise, E ifNull) {
    if (has(key) && values.get(key) == null) {
      known.add(key);
      problems.known(pathOf(key));
      return ifNull;
    }
    return choice(key, otherwise);
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Texts and numbers; numbers are read as text. */
  List<String> texts(String key, List<String> otherwise) {
    return list(key, otherwise, element -> scalar(element), "Give a list of texts: [a, b].");
  }

  List<Double> numbers(String key, List<Double> otherwise) {
    return list(key, otherwise, ConfigSection::number, "Give a list of numbers: [1, 2.5].");
  }

  private <T> List<T> list(
      String key, List<T> otherwise, Function<Object, @Nullable T> reader, String remedy) {
    @Nullable Object value = raw(key);
    if (value == null) {
      return otherwise;
    }
    List<T> read = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (@Nullable Object element : list) {
        @Nullable T item = element == null ? null : reader.apply(element);
        if (item != null) {
          read.add(item);
        }
      }
      if (read.size() == list.size()) {
        return read;
      }
    }
    problem(key, "%s is not such a list.".formatted(ConfigProblems.show(value)), remedy);
    return otherwise;
  }

  /** A section below this one; empty where absent. */
  ConfigSection section(String key) {
    @Nullable Object value = raw(key);
    if (value == null) {
      return new ConfigSection(problems, pathOf(key), Map.of());
    }
    if (value instanceof Map<?, ?> map) {
      return new ConfigSection(problems, pathOf(key), map);
    }
    problem(
        key,
        "%s is not a section.".formatted(ConfigProblems.show(value)),
        "Write keys and values below it, indented.");
    return new ConfigSection(problems, pathOf(key), Map.of());
  }

  /**
   * The elements of a list of sections; an element that is a bare name becomes its {@code nameKey}.
   */
  List<ConfigSection> sections(String key, String nameKey) {
    @Nullable Object value = raw(key);
    List<ConfigSection> sections = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        String at = key + "[" + i + "]";
        if (list.get(i) instanceof Map<?, ?> map) {
          sections.add(new ConfigSection(problems, pathOf(at), map));
        } else if (list.get(i) instanceof String name && !nameKey.isEmpty()) {
          sections.add(new ConfigSection(problems, pathOf(at), Map.of(nameKey, name)));
        } else {
          problem(
              at,
              "%s is not a section.".formatted(ConfigProblems.show(list.get(i))),
              "Write keys and values: {key: value}.");
        }
      }
    } else if (value != null) {
      problem(
          key,
          "%s is not a list.".formatted(ConfigProblems.show(value)),
          "Begin each element on a line of its own with a dash.");
    }
    return sections;
  }

  /** The keys of this section, in their order. */
  Set<String> keys() {
    return values.keySet();
  }

  /** Refuses what has not been asked for. */
  @Override
  public void close() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        problem(key, "The key is not known.", NearestName.remedy(key, known));
      }
    }
  }

  static @Nullable String scalar(Object value) {
    if (value instanceof Number number) {
      double asDouble = number.doubleValue();
      return asDouble == Math.rint(asDouble) && Math.abs(asDouble) < 0x1p53
          ? Long.toString(number.longValue())
          : number.toString();
    }
    return value instanceof String || value instanceof Boolean ? value.toString() : null;
  }

  static @Nullable Double number(Object value) {
    if (value instanceof Number number) {
      return Double.isFinite(number.doubleValue()) ? number.doubleValue() : null;
    }
    if (value instanceof String text && NUMBER.matcher(text).matches()) {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? number : null;
    }
    return null;
  }

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,18}(\\.\\d{0,18})?|\\.\\d{1,18})([eE][+-]?\\d{1,3})?");
  private static final Pattern PERCENTAGE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,9})?)\\s*%");

  static @Nullable Double numberOrPercentage(Object value) {
    if (value instanceof String text) {
      var percentage = PERCENTAGE.matcher(text);
      if (percentage.matches()) {
        return Double.parseDouble(percentage.group(1)) / 100;
      }
    }
    return number(value);
  }
}
