package io.shardsteer.common.feature;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a value stands in a list of texts. Numbers match texts that are written as numbers, so
 * 94107 and {@code "94107"} are the same; truth values match {@code true} and {@code false}.
 * Looking up allocates nothing. Immutable.
 */
final class LevelIndex {
  static final int NONE = -1;

  private final Map<String, Integer> indexes = new HashMap<>();
  private final double[] numbers;
  private final int[] numberIndexes;

  /**
   * @param levels different texts
   */
  LevelIndex(List<String> levels) {
    for (int i = 0; i < levels.size(); i++) {
      indexes.put(levels.get(i), i);
    }
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
      case TEXT -> indexes.getOrDefault(values.text(slot), NONE);
      case NUMBER -> {
        int found = Arrays.binarySearch(numbers, values.number(slot));
        yield found >= 0 ? numberIndexes[found] : NONE;
      }
      case BOOLEAN -> indexes.getOrDefault(values.number(slot) == 1 ? "true" : "false", NONE);
    };
  }

  /** The number that a level is written as, if it is written as the code writes numbers. */
  private static double numberOrNaN(String level) {
    double number = NumberText.parse(level);
    return FieldValues.decimal(number).equals(level) ? number : Double.NaN;
  }
}
