package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import java.util.Arrays;
import java.util.List;

/**
 * Where a value stands in a list of texts. Numbers match texts that are written as numbers, so
 * 94107 and {@code "94107"} are the same; truth values match {@code true} and {@code false}.
 * Looking up allocates nothing. Immutable.
 */
final class LevelIndex {
  static final int NONE = -1;

  private final List<String> levels;

  /** Index of a level at the place of its hash or the next free one; {@link #NONE} where free. */
  private final int[] table;

  private final double[] numbers;
  private final int[] numberIndexes;

  /**
   * @param levels different texts
   */
  LevelIndex(List<String> levels) {
    this.levels = List.copyOf(levels);
    table = new int[Integer.highestOneBit(Math.max(1, levels.size())) * 4];
    Arrays.fill(table, NONE);
    for (int i = 0; i < levels.size(); i++) {
      int at = place(levels.get(i));
      while (table[at] != NONE) {
        at = (at + 1) & (table.length - 1);
      }
      table[at] = i;
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
      case TEXT -> {
        CharSequence text = values.chars(slot);
        yield text == null ? NONE : find(text);
      }
      case NUMBER -> {
        int found = Arrays.binarySearch(numbers, values.number(slot));
        yield found >= 0 ? numberIndexes[found] : NONE;
      }
      case BOOLEAN -> find(values.number(slot) == 1 ? "true" : "false");
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

  private int find(CharSequence text) {
    int at = place(text);
    while (table[at] != NONE) {
      if (levels.get(table[at]).contentEquals(text)) {
        return table[at];
      }
      at = (at + 1) & (table.length - 1);
    }
    return NONE;
  }

  private int place(CharSequence text) {
    int hash = 0;
    for (int i = 0; i < text.length(); i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return (hash ^ (hash >>> 15)) & (table.length - 1);
  }

  /** The number that a level is written as, if it is written as the code writes numbers. */
  private static double numberOrNaN(String level) {
    double number = NumberText.parse(level);
    return FieldValues.decimal(number).equals(level) ? number : Double.NaN;
  }
}
