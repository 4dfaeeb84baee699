package io.shardsteer.common.record;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares the number of a field with a written one by all of their digits. Doubles decide wherever
 * they differ, because rounding keeps the order of numbers.
 */
public final class ExactNumber {
  private static final int MOST_CHARS = 400;

  /** Numbers as JSON writes them; {@code 007} is an identifier of three digits. */
  private static final Pattern WRITTEN =
      Pattern.compile("[+-]?(?:(?:0|[1-9]\\d*)(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,6})?");

  private ExactNumber() {}

  /** The number that a text is written as; empty where it is none. */
  public static Optional<BigDecimal> of(String text) {
    return text.length() <= MOST_CHARS && WRITTEN.matcher(text).matches()
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  /**
   * Compares a slot that holds a number with another number.
   *
   * @param other not NaN; infinite values have no digits and are compared as doubles
   * @return below, at or above 0 as the slot's number is less, equal or more
   */
  public static int compare(FieldValues values, int slot, BigDecimal other) {
    int rounded = compare(values.number(slot), other.doubleValue());
    if (rounded != 0) {
      return rounded;
    }
    BigDecimal exact = exact(values, slot);
    return exact == null ? 0 : exact.compareTo(other);
  }

  /** Both zeros are one number. */
  private static int compare(double one, double other) {
    return one < other ? -1 : one > other ? 1 : one == other ? 0 : Double.compare(one, other);
  }

  private static @Nullable BigDecimal exact(FieldValues values, int slot) {
    return Double.isFinite(values.number(slot)) ? values.exactNumber(slot) : null;
  }
}
