package io.shardsteer.common.record;

import java.util.List;

/**
 * The fields whose numbers arrive as text. Text that is no number stays text, which numeric
 * features take for missing. Immutable.
 */
public final class TextNumbers {
  private final int[] slots;

  /**
   * @param fields paths; those that are not among {@code paths} are of no interest
   */
  public TextNumbers(FieldPaths paths, List<String> fields) {
    slots = fields.stream().filter(paths.paths()::contains).mapToInt(paths::slot).toArray();
  }

  /** Makes numbers of the texts that are written as such. */
  public void convert(FieldValues values) {
    for (int slot : slots) {
      String text = values.text(slot);
      double number = text == null ? Double.NaN : NumberText.parse(text.strip());
      if (text != null && Double.isFinite(number)) {
        values.setNumber(slot, number, text.strip());
      }
    }
  }
}
