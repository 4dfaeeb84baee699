package io.shardsteer.common.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One categorical column: the index of the value's level. Values that are no level have the level
 * {@code other}, which stands last unless it is declared. Numbers match levels that are written as
 * numbers, so 94107 and {@code "94107"} are the same level.
 */
final class CategoricalFeature implements CompiledFeature {
  static final String OTHER = "other";

  private final FeatureColumn column;
  private final int slot;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final double[] numbers;
  private final int[] numberIndexes;
  private final int other;

  CategoricalFeature(String name, int slot, List<String> levels) {
    List<String> all = new ArrayList<>(levels);
    if (!all.contains(OTHER)) {
      all.add(OTHER);
    }
    column = new FeatureColumn(name, all);
    this.slot = slot;
    for (int i = 0; i < all.size(); i++) {
      indexes.put(all.get(i), i);
    }
    other = all.indexOf(OTHER);
    numbers =
        all.stream()
            .mapToDouble(CategoricalFeature::numberOrNaN)
            .filter(number -> !Double.isNaN(number))
            .sorted()
            .toArray();
    numberIndexes = new int[numbers.length];
    Arrays.setAll(numberIndexes, i -> all.indexOf(FieldValues.decimal(numbers[i])));
  }

  @Override
  public List<FeatureColumn> columns() {
    return List.of(column);
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    into[at] =
        switch (values.kind(slot)) {
          case ABSENT, NULL -> Double.NaN;
          case TEXT -> indexes.getOrDefault(values.text(slot), other);
          case NUMBER -> {
            int found = Arrays.binarySearch(numbers, values.number(slot));
            yield found >= 0 ? numberIndexes[found] : other;
          }
          case BOOLEAN -> indexes.getOrDefault(values.number(slot) == 1 ? "true" : "false", other);
        };
  }

  /** The number that a level is written as, if it is written as the code writes numbers. */
  private static double numberOrNaN(String level) {
    double number = NumberText.parse(level);
    return FieldValues.decimal(number).equals(level) ? number : Double.NaN;
  }
}
