package io.shardsteer.common.record;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Field values as the map that a sample carries, and back. Null fields are left out like absent
 * ones: no feature tells them apart. Of a long text it carries what features see.
 */
public final class SampleFields {
  private final FieldPaths paths;
  private final int[] slots;

  /**
   * @param paths of the field values; a sample carries all of them
   */
  public SampleFields(FieldPaths paths) {
    this(paths, paths);
  }

  /**
   * @param paths of the field values
   * @param carried those of them that a sample carries
   */
  public SampleFields(FieldPaths paths, FieldPaths carried) {
    this.paths = paths;
    slots = carried.paths().stream().mapToInt(paths::slot).toArray();
  }

  /**
   * The present values by path: {@code Double}, {@code String} or {@code Boolean}; of a number that
   * the record's schema says is a time, a map of its unit to the number.
   */
  public Map<String, Object> toMap(FieldValues values) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int slot : slots) {
      CharSequence text = values.chars(slot);
      if (text != null) {
        map.put(paths.paths().get(slot), text.toString());
      } else if (values.isPresent(slot)) {
        double number = values.number(slot);
        boolean isBoolean = values.kind(slot) == FieldValues.Kind.BOOLEAN;
        TimeUnit unit = isBoolean ? TimeUnit.AUTO : values.unit(slot);
        map.put(
            paths.paths().get(slot),
            isBoolean
                ? (Object) (number == 1)
                : unit == TimeUnit.AUTO ? (Object) number : Map.of(unit.name(), number));
      }
    }
    return map;
  }

  /**
   * @param fields as {@link #toMap} made them, perhaps by a pipeline with other fields; numbers of
   *     any type; what is not a number, text or boolean counts as absent
   * @param into cleared and filled
   */
  public void fill(Map<String, Object> fields, FieldValues into) {
    into.clear();
    for (int slot : slots) {
      Object value = fields.get(paths.paths().get(slot));
      if (value instanceof String text) {
        into.setText(slot, text);
      } else if (value instanceof Boolean truth) {
        into.setBoolean(slot, truth);
      } else if (value instanceof Number number) {
        into.setNumber(slot, number.doubleValue());
      } else if (value instanceof Map<?, ?> time) {
        for (TimeUnit unit : TimeUnit.values()) {
          if (time.get(unit.name()) instanceof Number number) {
            into.setTime(slot, number.doubleValue(), unit);
          }
        }
      }
    }
  }
}
