package io.shardsteer.trainer.training;

import hex.Model;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts configured {@code model_parameters} into an H2O parameters object, where each lies in a
 * field of its name with an underscore before it.
 *
 * <p>Only numbers, booleans, names of constants and lists of them can be set, and nothing that
 * names columns, frames, files or other models or makes it anything but a regression of the
 * position: those are the trainer's own business.
 */
final class HyperParameters {
  private static final Set<String> RESERVED =
      Set.of(
          "autoencoder",
          "balance_classes",
          "calibrate_model",
          "calibration_method",
          "categorical_encoding",
          "check_constant_response",
          "distribution",
          "export_weights_and_biases",
          "family",
          "fold_assignment",
          "HGLM",
          "in_training_checkpoints_tree_interval",
          "keep_cross_validation_fold_assignment",
          "keep_cross_validation_models",
          "keep_cross_validation_predictions",
          "link",
          "nfolds",
          "rand_family",
          "rand_link",
          "seed");

  private final String[] documented;

  /**
   * @param documented the names that the algorithm's documentation uses
   */
  HyperParameters(String[] documented) {
    this.documented = documented;
  }

  /** Sets all of them and returns what is wrong with those that could not be set. */
  List<String> apply(Map<String, Object> values, Model.Parameters parameters) {
    Map<String, Field> settable = settable(parameters.getClass());
    List<String> problems = new ArrayList<>();
    new TreeMap<>(values)
        .forEach(
            (name, value) -> {
              Field field = settable.get(name);
              if (field == null) {
                problems.add(unknown(name, settable.keySet(), parameters));
                return;
              }
              Object converted = convert(value, field.getType());
              if (converted == null) {
                problems.add(unusable(name, value, field.getType()));
                return;
              }
              set(field, parameters, converted);
            });
    return problems;
  }

  private Map<String, Field> settable(Class<?> type) {
    Map<String, Field> fields = new TreeMap<>();
    for (String name : documented) {
      if (RESERVED.contains(name)) {
        continue;
      }
      try {
        Field field = type.getField("_" + name);
        Class<?> component =
            field.getType().isArray() ? field.getType().getComponentType() : field.getType();
        if (component.isPrimitive() || component.isEnum()) {
          fields.put(name, field);
        }
      } catch (NoSuchFieldException e) {
        // Documented for H2O's REST interface only.
      }
    }
    return fields;
  }

  private static void set(Field field, Model.Parameters parameters, Object value) {
    try {
      field.set(parameters, value);
    } catch (IllegalAccessException e) {
      throw new LinkageError("H2O's " + field + " is public and not final", e);
    }
  }

  private static @Nullable Object convert(Object value, Class<?> type) {
    if (type.isArray()) {
      return value instanceof List<?> list ? convertAll(list, type.getComponentType()) : null;
    }
    if (type.isEnum()) {
      return constant(value, type);
    }
    if (type == boolean.class) {
      return value instanceof Boolean ? value : null;
    }
    return value instanceof Number number ? number(number.doubleValue(), type) : null;
  }

  private static @Nullable Object convertAll(List<?> list, Class<?> component) {
    Object array = Array.newInstance(component, list.size());
    for (int i = 0; i < list.size(); i++) {
      Object element = list.get(i);
      Object converted = element == null ? null : convert(element, component);
      if (converted == null) {
        return null;
      }
      Array.set(array, i, converted);
    }
    return array;
  }

  private static @Nullable Object constant(Object value, Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      if (constant.toString().equalsIgnoreCase(value.toString())) {
        return constant;
      }
    }
    return null;
  }

  private static @Nullable Object number(double value, Class<?> type) {
    if (type == double.class) {
      return value;
    }
    if (type == float.class) {
      return (float) value;
    }
    if (type == int.class && (int) value == value) {
      return (int) value;
    }
    if (type == long.class && (long) value == value) {
      return (long) value;
    }
    return null;
  }

  private static String unknown(String name, Set<String> known, Model.Parameters parameters) {
    String nearest =
        known.stream().min(Comparator.comparingInt(other -> distance(name, other))).orElse("");
    return """
        model_parameters.%s: H2O's %s has no such parameter, or the trainer sets it itself.
        Did you mean %s? There are: %s."""
        .formatted(name, parameters.fullName(), nearest, String.join(", ", known));
  }

  private static String unusable(String name, Object value, Class<?> type) {
    return "model_parameters.%s: %s was expected, but it is '%s'."
        .formatted(name, expected(type), value);
  }

  private static String expected(Class<?> type) {
    if (type.isArray()) {
      return "a list, each " + expected(type.getComponentType());
    }
    if (type.isEnum()) {
      return "one of " + Arrays.toString(type.getEnumConstants());
    }
    if (type == boolean.class) {
      return "true or false";
    }
    return type == int.class || type == long.class ? "a whole number" : "a number";
  }

  /** Levenshtein's distance, ignoring case. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    Arrays.setAll(previous, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
