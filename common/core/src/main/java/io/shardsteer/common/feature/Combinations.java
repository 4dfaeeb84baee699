package io.shardsteer.common.feature;

import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValue;
import io.shardsteer.common.record.FieldValues;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Every combination of the values of some fields, where those are few. */
final class Combinations {
  /** Beyond this many, computing with intervals is cheaper. */
  private static final long MOST = 4096;

  private final FieldValues values;
  private final int[] slots;
  private final List<List<FieldValue>> choices;

  private Combinations(FieldValues values, int[] slots, List<List<FieldValue>> choices) {
    this.values = values;
    this.slots = slots;
    this.choices = choices;
  }

  /** Empty where a field's values are not listed or there are too many combinations. */
  static Optional<Combinations> of(FieldSets fields, int[] slots) {
    long count = 1;
    for (int slot : slots) {
      Optional<List<FieldValue>> listed = fields.get(slot).listed();
      if (listed.isEmpty() || (count *= listed.get().size()) > MOST) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Combinations(
            new FieldValues(fields.paths()),
            slots,
            java.util.Arrays.stream(slots)
                .mapToObj(slot -> fields.get(slot).listed().orElseThrow())
                .toList()));
  }

  /**
   * @param each is given the same object every time
   */
  void forEach(Consumer<FieldValues> each) {
    fill(0, each);
  }

  private void fill(int depth, Consumer<FieldValues> each) {
    if (depth == slots.length) {
      each.accept(values);
      return;
    }
    for (FieldValue value : choices.get(depth)) {
      value.write(values, slots[depth]);
      fill(depth + 1, each);
    }
  }
}
