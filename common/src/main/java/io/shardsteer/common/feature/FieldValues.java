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

  /** Any decimal number of this many digits differs from every other such number as a double. */
  static final int MOST_EXACT_DIGITS = 15;

  private static final double LARGEST_EXACT_INTEGER = 0x1p53;

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
    return kinds[slot] == Kind.TEXT ? texts[slot] : null;
  }

  /**
   * The value as an identifier: text as it is, numbers in decimal digits (all that the record has),
   * booleans as {@code true} or {@code false}; null where there is no value.
   */
  public @Nullable String identifier(int slot) {
    return switch (kinds[slot]) {
      case ABSENT, NULL -> null;
      case TEXT -> texts[slot];
      case NUMBER -> texts[slot] != null ? texts[slot] : decimal(numbers[slot]);
      case BOOLEAN -> numbers[slot] == 1 ? "true" : "false";
    };
  }

  /** A number as people write it: {@code 42} rather than {@code 42.0}. */
  static String decimal(double number) {
    return number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT_INTEGER
        ? Long.toString((long) number)
        : Double.toString(number);
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

  /**
   * A number that a double cannot hold exactly.
   *
   * @param digits its decimal digits, for {@link #identifier}
   */
  public void setNumber(int slot, double value, String digits) {
    kinds[slot] = Kind.NUMBER;
    numbers[slot] = value;
    texts[slot] = digits;
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
