package io.shardsteer.common.format;

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

  private JsonValues() {}

  /**
   * The double that is nearest to a scanned number. Up to 2^53 and 22 places it is one exact
   * operation on two exact numbers (Clinger, "How to read floating point numbers accurately",
   * 1990).
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
    if (i < to || digits > MOST_EXACT || scale <= -POWERS_OF_TEN.length) {
      return slowNumber(json, from, to);
    }
    double size = scaled(digits, -scale);
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
