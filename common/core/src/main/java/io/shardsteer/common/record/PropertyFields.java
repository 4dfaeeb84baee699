package io.shardsteer.common.record;

import io.shardsteer.common.config.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The fields that are properties of the message, such as the attributes of a CloudEvent in binary
 * mode: {@code $properties.ce_type}. They are texts. Immutable.
 */
public final class PropertyFields {
  private final int[] slots;
  private final List<String> names = new ArrayList<>();
  private final TextNumbers textNumbers;

  /**
   * @param paths of all fields
   * @param textNumbers paths of fields whose numbers arrive as text
   */
  public PropertyFields(FieldPaths paths, List<String> textNumbers) {
    slots =
        IntStream.range(0, paths.size())
            .filter(slot -> FieldPath.isProperty(paths.paths().get(slot)))
            .toArray();
    for (int slot : slots) {
      names.add(FieldPath.steps(paths.paths().get(slot)).get(1));
    }
    this.textNumbers =
        new TextNumbers(paths, textNumbers.stream().filter(FieldPath::isProperty).toList());
  }

  /** Puts the properties that are needed; the others stay absent. */
  public void fill(Map<String, String> properties, FieldValues into) {
    for (int i = 0; i < slots.length; i++) {
      String value = properties.get(names.get(i));
      if (value != null) {
        into.setText(slots[i], value);
      }
    }
    if (slots.length > 0) {
      textNumbers.convert(into);
    }
  }
}
