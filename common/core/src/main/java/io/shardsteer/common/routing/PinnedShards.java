package io.shardsteer.common.routing;

import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.NumberText;
import io.shardsteer.common.record.WrittenValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pins of a table, made ready to be looked up by a record's key and fields. Immutable. */
public final class PinnedShards {
  /** What {@link #shardOf} says where no pin fits. */
  public static final int NO_SHARD = -1;

  static final PinnedShards NONE = of(Pins.NONE, FieldPaths.of(List.of()));

  /** Pinned values of one field; those that are the same as a double are told apart in full. */
  private static final class PinnedField {
    final int slot;
    final Map<String, Integer> byText = new HashMap<>();
    final Map<Double, List<WrittenValue>> byNumber = new HashMap<>();

    PinnedField(int slot) {
      this.slot = slot;
    }

    void put(String value, int pin) {
      if (byText.putIfAbsent(value, pin) == null) {
        double number = NumberText.parse(value);
        if (!Double.isNaN(number)) {
          byNumber
              .computeIfAbsent(number + 0.0, unknown -> new ArrayList<>())
              .add(new WrittenValue(value));
        }
      }
    }

    @Nullable Integer pinOf(FieldValues values) {
      return switch (values.kind(slot)) {
        case ABSENT, NULL -> null;
        case TEXT -> byText.get(values.text(slot));
        case BOOLEAN -> byText.get(values.number(slot) == 1 ? "true" : "false");
        case NUMBER -> byNumber.isEmpty() ? null : ofNumber(values);
      };
    }

    private @Nullable Integer ofNumber(FieldValues values) {
      Integer first = null;
      for (WrittenValue value : byNumber.getOrDefault(values.number(slot) + 0.0, List.of())) {
        Integer pin = value.matches(values, slot) ? byText.get(value.text()) : null;
        first = earlier(first, pin);
      }
      return first;
    }
  }

  private final Pins pins;
  private final Map<String, Integer> keys = new HashMap<>();
  private final List<PinnedField> fields;

  private PinnedShards(Pins pins, FieldPaths paths) {
    this.pins = pins;
    Map<String, PinnedField> byPath = new LinkedHashMap<>();
    for (int number = 0; number < pins.all().size(); number++) {
      Pin pin = pins.all().get(number);
      for (String value : pin.values()) {
        if (pin.isOfKey()) {
          keys.putIfAbsent(value, number);
        } else {
          byPath
              .computeIfAbsent(pin.field(), path -> new PinnedField(paths.slot(path)))
              .put(value, number);
        }
      }
    }
    fields = List.copyOf(byPath.values());
  }

  /**
   * @param paths of the records' fields
   * @throws IllegalArgumentException if a pinned field is not among the paths
   */
  public static PinnedShards of(Pins pins, FieldPaths paths) {
    return new PinnedShards(pins, paths);
  }

  boolean areOf(Pins other) {
    return pins.equals(other);
  }

  /**
   * The shard of the first pin that fits; {@link #NO_SHARD} if none does.
   *
   * @param key that the record's row has
   */
  public int shardOf(String key, FieldValues values) {
    Integer first = keys.get(key);
    for (PinnedField field : fields) {
      Integer pin = field.pinOf(values);
      first = earlier(first, pin);
    }
    return first == null ? NO_SHARD : pins.all().get(first).shard();
  }

  private static @Nullable Integer earlier(@Nullable Integer one, @Nullable Integer other) {
    return one == null || (other != null && other < one) ? other : one;
  }
}
