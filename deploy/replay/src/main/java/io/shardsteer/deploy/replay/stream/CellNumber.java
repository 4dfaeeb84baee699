package io.shardsteer.deploy.replay.stream;

/** Tells cells that are JSON numbers from text that only begins like one. */
public final class CellNumber {
  /** Longer ones are no numbers that somebody counts or measures with. */
  private static final int MOST_DIGITS = 40;

  private CellNumber() {}

  /**
   * True for text in the form of a JSON number, so that publishing the cell as JSON and replaying
   * it give the same value. Numbers with leading zeros ({@code 02139}) stay text.
   */
  public static boolean looksLikeNumber(String text) {
    int at = text.charAt(0) == '-' ? 1 : 0;
    int whole = digits(text, at);
    if (whole == 0 || whole > MOST_DIGITS || (whole > 1 && text.charAt(at) == '0')) {
      return false;
    }
    at += whole;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1);
      if (fraction == 0) {
        return false;
      }
      at += 1 + fraction;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      int exponent = digits(text, at);
      if (exponent == 0 || exponent > 2) {
        return false;
      }
      at += exponent;
    }
    return at == text.length();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }
}
