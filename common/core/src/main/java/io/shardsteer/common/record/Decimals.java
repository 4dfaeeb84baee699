package io.shardsteer.common.record;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Numbers in decimal digits, without an exponent where people would write none: between 10^-20 and
 * 10^40. Beyond, digits would be mostly zeros.
 */
public final class Decimals {
  private static final int MOST_ZEROS_BEHIND_POINT = 20;
  private static final int MOST_DIGITS_BEFORE_POINT = 40;
  private static final int LARGEST_SCALE = 1_000;

  private Decimals() {}

  /** The shortest digits that are the number: {@code 42}, {@code 0.1}, {@code 0.00001}. */
  public static String of(double number) {
    if (!Double.isFinite(number)) {
      return Double.toString(number);
    }
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString((long) number);
    }
    String text = Double.toString(number);
    return text.indexOf('E') < 0 ? text : of(new BigDecimal(text).stripTrailingZeros());
  }

  /** The same of a number in single precision. */
  public static String of(float number) {
    return Float.isFinite(number) && number != Math.rint(number)
        ? of(Double.parseDouble(Float.toString(number)))
        : of((double) number);
  }

  /** All of the number's digits, zeros at its end included. */
  public static String of(BigDecimal number) {
    long firstDigit = (long) number.precision() - number.scale();
    return firstDigit > MOST_DIGITS_BEFORE_POINT
            || firstDigit < -MOST_ZEROS_BEHIND_POINT
            || number.scale() > FieldValues.MOST_CHARS
        ? number.toString()
        : number.toPlainString();
  }

  /**
   * The number that digits are, with or without an exponent.
   *
   * @return empty where its exponent is so large that arithmetic with it would take long or would
   *     not be possible, and where the text is no number
   */
  public static Optional<BigDecimal> parse(String digits) {
    try {
      BigDecimal number = new BigDecimal(digits);
      return Math.abs((long) number.scale()) <= LARGEST_SCALE
          ? Optional.of(number)
          : Optional.empty();
    } catch (NumberFormatException absurdExponent) {
      return Optional.empty();
    }
  }

  /** Digits as they were written, without an exponent. */
  static String ofWritten(String digits) {
    if (digits.indexOf('e') < 0 && digits.indexOf('E') < 0) {
      return digits;
    }
    try {
      return of(new BigDecimal(digits));
    } catch (NumberFormatException absurdExponent) {
      return digits;
    }
  }
}
