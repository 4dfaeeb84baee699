package io.shardsteer.common.feature;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one record's fields, by slot; reused from record to record. Not thread-safe.
 *
 * <p>Slot i belongs to path i of the {@link FieldPaths} that it was made for. A slot tells apart a
 * field that is absent, one that is null, and one with a value.
 */
public final class FieldValues {
  /** What a slot holds. */
  public enum Kind {
    /** The record has no such field. */
    ABSENT,
    /** The field is there and null. */
    NULL,
    /** A number; booleans are {@link #BOOLEAN}. */
    NUMBER,
    /** Text. */
    TEXT,
    /** A truth value, 0 or 1 as a number. */
    BOOLEAN
  }

  private final Kind[] kinds;
  private final double[] numbers;
  private final @Nullable String[] texts;

  public FieldValues(FieldPaths paths) {
    kinds = new Kind[paths.size()];
    numbers = new double[paths.size()];
    texts = new @Nullable String[paths.size()];
    clear();
  }

  /** Makes every slot absent. */
  public void clear() {
    Arrays.fill(kinds, Kind.ABSENT);
    Arrays.fill(texts, null);
  }

  public int size() {
    return kinds.length;
  }

  public Kind kind(int slot) {
    return kinds[slot];
  }

  /** True where the slot holds a number, text or boolean. */
  public boolean isPresent(int slot) {
    return kinds[slot] != Kind.ABSENT && kinds[slot] != Kind.NULL;
  }

  /** The number of a {@link Kind#NUMBER} or {@link Kind#BOOLEAN} slot; NaN for any other. */
  public double number(int slot) {
    return switch (kinds[slot]) {
      case NUMBER, BOOLEAN -> numbers[slot];
      case ABSENT, NULL, TEXT -> Double.NaN;
    };
  }

  /** The text of a {@link Kind#TEXT} slot; null for any other. */
  public @Nullable String text(int slot) {
    return texts[slot];
  }

  public void setNull(int slot) {
    kinds[slot] = Kind.NULL;
    texts[slot] = null;
  }

  public void setNumber(int slot, double value) {
    kinds[slot] = Kind.NUMBER;
    numbers[slot] = value;
    texts[slot] = null;
  }

  public void setText(int slot, String value) {
    kinds[slot] = Kind.TEXT;
    texts[slot] = value;
  }

  public void setBoolean(int slot, boolean value) {
    kinds[slot] = Kind.BOOLEAN;
    numbers[slot] = value ? 1 : 0;
    texts[slot] = null;
  }
}
