package io.shardsteer.common.feature;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.NameTable;
import io.shardsteer.common.record.NumberText;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Where a value stands in a list of texts. Numbers match texts that are written as numbers, so
 * 94107 and {@code "94107"} are the same; booleans match {@code true} and {@code false}. Looking up
 * allocates nothing. Immutable.
 */
final class LevelIndex {
  static final int NONE = -1;

  private final Map<String, Integer> indexes = new HashMap<>();

  /** Of the levels that are ASCII, as values that lie in a record are. */
  private final NameTable names;

  private final int[] nameIndexes;
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
    nameIndexes = IntStream.range(0, levels.size()).filter(i -> isAscii(levels.get(i))).toArray();
    names =
        new NameTable(
            Arrays.stream(nameIndexes).mapToObj(i -> levels.get(i).getBytes(US_ASCII)).toList());
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
        byte[] record = values.recordOf(slot);
        if (record != null) {
          yield find(record, values.begin(slot), values.end(slot));
        }
        CharSequence text = values.chars(slot);
        yield text == null ? NONE : indexes.getOrDefault(text.toString(), NONE);
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

  private int find(byte[] record, int begin, int end) {
    int found = names.find(record, begin, end);
    return found == NameTable.NONE ? NONE : nameIndexes[found];
  }

  private static boolean isAscii(String level) {
    return level.chars().allMatch(c -> c < 0x80);
  }

  /** The number that a level is written as, if it is written as the code writes numbers. */
  private static double numberOrNaN(String level) {
    double number = NumberText.parse(level);
    return FieldValues.decimal(number).equals(level) ? number : Double.NaN;
  }
}
