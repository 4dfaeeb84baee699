package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.NumberText;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a value stands in a list of texts. Numbers match texts that are written as numbers, so
 * 94107 and {@code "94107"} are the same; booleans match {@code true} and {@code false}.
 * Immutable.
 */
final class LevelIndex {
  static final int NONE = -1;

  private final Map<String, Integer> indexes = new HashMap<>();

  private final double[] numbers;
  private final int[] numberIndexes;
  private final int ofTrue;
  private final int ofFalse;

  /**
   * @param levels different texts
   */
  LevelIndex(List<String> levels) {
    for (int i = 0; i < levels.size(); i++) {
      indexes.put(levels.get(i), i);
    }
    ofTrue = indexes.getOrDefault("true", NONE);
    ofFalse = indexes.getOrDefault("false", NONE);
    numbers =
        levels.stream()
            .mapToDouble(LevelIndex::numberOrNaN)
            .filter(number -> !Double.isNaN(number))
            .sorted()
            .toArray();
    numberIndexes = new int[numbers.length];
    Arrays.setAll(numberIndexes, i -> levels.indexOf(FieldValues.decimal(numbers[i])));
  }

  /** The index of a slot's value, {@link #NONE} where it has none or is no level. */
  int of(FieldValues values, int slot) {
    return switch (values.kind(slot)) {
      case ABSENT, NULL -> NONE;
      case TEXT -> {
        String text = values.chars(slot);
        yield text == null ? NONE : indexes.getOrDefault(text, NONE);
      }
      case NUMBER -> {
        int found = Arrays.binarySearch(numbers, values.number(slot));
        yield found >= 0 ? numberIndexes[found] : NONE;
      }
      case BOOLEAN -> values.number(slot) == 1 ? ofTrue : ofFalse;
    };
  }

  /** The indexes of the levels that are written as one of the numbers. */
  NumberSet of(NumberSet of) {
    double[] found = new double[numbers.length];
    int count = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (of.contains(numbers[i])) {
        found[count++] = numberIndexes[i];
      }
    }
    return NumberSet.ofAll(Arrays.copyOf(found, count));
  }

  /** The number that a level is written as, if it is written as the code writes numbers. */
  private static double numberOrNaN(String level) {
    double number = NumberText.parse(level);
    return FieldValues.decimal(number).equals(level) ? number : Double.NaN;
  }
}
