package io.shardsteer.common.record;

/** Reads decimal numbers that arrive as text. */
public final class NumberText {
  private static final int MAX_LENGTH = 400;

  private NumberText() {}

  /**
   * @return the number, NaN where the text is none
   */
  public static double parse(CharSequence text) {
    if (text.length() == 0 || text.length() > MAX_LENGTH || !mayBeNumber(text)) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text.toString());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Cheap check that spares most other text an exception; refuses {@code Infinity} and hex. */
  private static boolean mayBeNumber(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ok =
          (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
      if (!ok) {
        return false;
      }
    }
    return true;
  }
}
