package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.NumberText;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Where a value stands in a list of texts. Numbers match texts that are written as numbers, so
 * 94107 and {@code "94107"} are the same; booleans match {@code true} and {@code false}. Immutable.
 */
final class LevelIndex {
  static final int NONE = -1;

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

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
    Arrays.setAll(numberIndexes, i -> firstOf(levels, numbers[i]));
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

  private static int firstOf(List<String> levels, double number) {
    int canonical = levels.indexOf(FieldValues.decimal(number));
    return canonical >= 0
        ? canonical
        : IntStream.range(0, levels.size())
            .filter(i -> numberOrNaN(levels.get(i)) == number)
            .findFirst()
            .orElse(NONE);
  }

  /**
   * The number that a level is written as, 1.10 too; 0123 and +5 are texts, as no format writes
   * numbers like that.
   */
  private static double numberOrNaN(String level) {
    return NUMBER.matcher(level).matches() ? NumberText.parse(level) : Double.NaN;
  }
}
