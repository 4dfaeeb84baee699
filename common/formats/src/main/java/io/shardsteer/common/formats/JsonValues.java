package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** What scanned parts of a JSON text stand for. */
final class JsonValues {
  /** Digits that a long holds whatever they are. */
  private static final int MOST_LONG_DIGITS = 18;

  private static final long MOST_EXACT = 1L << 53;
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** Splits a double into two halves of 26 bits. */
  private static final double SPLITTER = (1 << 27) + 1;

  /** Quotients so near to the middle between two doubles are not decided here. */
  private static final double DECIDED = 0.5 - 0x1p-20;

  private JsonValues() {}

  /**
   * The double that is nearest to a scanned number. Up to 2^53 and 22 places it is one exact
   * operation on two exact numbers (Clinger, "How to read floating point numbers accurately",
   * 1990), with up to 18 digits it is a {@link #quotient}.
   */
  static double number(byte[] json, int from, int to) {
    boolean negative = json[from] == '-';
    long digits = 0;
    int count = 0;
    int scale = 0;
    boolean fraction = false;
    int i = negative ? from + 1 : from;
    for (; i < to && json[i] != 'e' && json[i] != 'E'; i++) {
      if (json[i] == '.') {
        fraction = true;
        continue;
      }
      digits = digits * 10 + (json[i] - '0');
      count += digits == 0 ? 0 : 1;
      scale -= fraction ? 1 : 0;
      if (count > MOST_LONG_DIGITS) {
        return slowNumber(json, from, to);
      }
    }
    if (i < to || scale <= -POWERS_OF_TEN.length) {
      return slowNumber(json, from, to);
    }
    double size = digits > MOST_EXACT ? quotient(digits, -scale) : scaled(digits, -scale);
    if (Double.isNaN(size)) {
      return slowNumber(json, from, to);
    }
    return negative ? -size : size;
  }

  /**
   * The double that is nearest to {@code digits / 10^places}.
   *
   * @param digits 0..2^53
   * @param places 0..22
   */
  static double scaled(long digits, int places) {
    return digits / POWERS_OF_TEN[places];
  }

  /**
   * The double that is nearest to {@code digits / 10^places}; NaN where that lies too near to the
   * middle between two doubles to be told.
   *
   * <p>The first quotient is off by what the division leaves, which two doubles hold exactly
   * (Dekker, "A floating-point technique for extending the available precision", 1971), and by what
   * the digits have beyond 53 bits.
   *
   * @param digits 2^53..10^18
   * @param places 0..22
   */
  static double quotient(long digits, int places) {
    double power = POWERS_OF_TEN[places];
    double leading = digits;
    double beyond = digits - (long) leading;
    double first = leading / power;
    double correction = (remainder(leading, first, power) + beyond) / power;
    double nearest = first + correction;
    double missed = correction - (nearest - first);
    boolean decided = Math.abs(missed) < Math.ulp(nearest) * DECIDED && !isPowerOfTwo(nearest);
    return decided ? nearest : Double.NaN;
  }

  /** {@code dividend - quotient * divisor}, exactly, for a quotient that is as near as can be. */
  private static double remainder(double dividend, double quotient, double divisor) {
    double product = quotient * divisor;
    double high = upperHalf(quotient);
    double low = quotient - high;
    double divisorHigh = upperHalf(divisor);
    double divisorLow = divisor - divisorHigh;
    double rounded = high * divisorHigh - product + high * divisorLow + low * divisorHigh;
    return dividend - product - (rounded + low * divisorLow);
  }

  private static double upperHalf(double number) {
    double spread = SPLITTER * number;
    return spread - (spread - number);
  }

  /** Below it doubles lie twice as close as above. */
  private static boolean isPowerOfTwo(double number) {
    return Double.doubleToRawLongBits(number) << 12 == 0;
  }

  private static double slowNumber(byte[] json, int from, int to) {
    return Double.parseDouble(new String(json, from, to - from, ISO_8859_1));
  }

  /** The text between two quotes, which has been scanned. */
  static String text(byte[] json, int from, int to) {
    String raw = new String(json, from, to - from, UTF_8);
    int escape = raw.indexOf('\\');
    if (escape < 0) {
      return raw;
    }
    var text = new StringBuilder(raw.length());
    int done = 0;
    while (escape >= 0) {
      text.append(raw, done, escape);
      char kind = raw.charAt(escape + 1);
      text.append(
          switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) Integer.parseInt(raw.substring(escape + 2, escape + 6), 16);
            default -> kind;
          });
      done = escape + (kind == 'u' ? 6 : 2);
      escape = raw.indexOf('\\', done);
    }
    return text.append(raw, done, raw.length()).toString();
  }
}
