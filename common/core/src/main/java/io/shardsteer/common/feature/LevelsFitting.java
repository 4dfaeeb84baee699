package io.shardsteer.common.feature;

import io.shardsteer.common.record.FieldValues;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts values and keeps the most frequent as levels; ties go to the smaller text. */
final class LevelsFitting implements Fitting {
  private final int slot;
  private final int maxLevels;
  private final Map<String, Long> counts = new HashMap<>();

  LevelsFitting(int slot, int maxLevels) {
    this.slot = slot;
    this.maxLevels = maxLevels;
  }

  @Override
  public void see(FieldValues values) {
    if (values.isPresent(slot)) {
      String text = values.text(slot);
      boolean isNumber = values.kind(slot) == FieldValues.Kind.NUMBER;
      String level =
          text != null
              ? text
              : isNumber
                  ? FieldValues.decimal(values.number(slot))
                  : values.number(slot) == 1 ? "true" : "false";
      counts.merge(level, 1L, Long::sum);
    }
  }

  @Override
  public FittedParameters fit() {
    List<String> levels =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .filter(level -> !level.equals(CategoricalFeature.OTHER))
            .toList();
    int kept = Math.min(maxLevels, levels.size());
    return new FittedParameters.Levels(levels.subList(0, kept), kept == levels.size());
  }
}
