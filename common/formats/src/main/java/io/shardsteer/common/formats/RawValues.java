package io.shardsteer.common.formats;

import io.shardsteer.common.record.FieldValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;

/** Values of binary formats. */
final class RawValues {
  /** Longer decimal numbers are none that people write, and slow to print. */
  private static final int MOST_DECIMAL_BITS = 1_600;

  private static final int LARGEST_SCALE = 1_000;

  private RawValues() {}

  /** Puts bytes that are no text as hexadecimal digits: they can still name a thing. */
  static void hex(FieldValues into, int slot, byte[] bytes) {
    into.setHex(slot, HexFormat.of().formatHex(bytes));
  }

  /**
   * Puts a decimal number.
   *
   * @param digits without the point
   * @param scale digits behind its point
   */
  static void decimal(FieldValues into, int slot, BigInteger digits, int scale)
      throws MalformedRecord {
    if (digits.bitLength() > MOST_DECIMAL_BITS || Math.abs((long) scale) > LARGEST_SCALE) {
      throw new MalformedRecord(
          "A decimal number has %d bits and scale %d".formatted(digits.bitLength(), scale), 0);
    }
    BigDecimal number = new BigDecimal(digits, scale);
    double nearest = number.doubleValue();
    if (Double.isInfinite(nearest)) {
      into.setText(slot, number.toPlainString());
    } else {
      into.setNumber(slot, nearest, number.toPlainString());
    }
  }

  /** Puts a number without a fraction that is never below 0. */
  static void unsigned(FieldValues into, int slot, long bits) {
    if (bits >= 0) {
      into.setNumber(slot, bits);
    } else {
      String digits = Long.toUnsignedString(bits);
      into.setNumber(slot, Double.parseDouble(digits), digits);
    }
  }

  /** Puts a number; one that is none counts as absent, an infinite one is kept as text. */
  static void real(FieldValues into, int slot, double number) {
    if (Double.isFinite(number)) {
      into.setNumber(slot, number);
    } else if (!Double.isNaN(number)) {
      into.setText(slot, Double.toString(number));
    }
  }
}
