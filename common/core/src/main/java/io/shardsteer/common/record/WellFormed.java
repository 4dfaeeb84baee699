package io.shardsteer.common.record;

import org.jspecify.annotations.Nullable;

/**
 * Tells whole text from text with half of a surrogate pair, as it is left when somebody cuts a
 * string in the middle of an emoji. Half a pair has no bytes in UTF-8: libraries throw on it, or
 * write a question mark, which makes different texts equal.
 */
public final class WellFormed {
  private static final int NONE = -1;

  private WellFormed() {}

  /** True if every surrogate of the text has its other half. */
  public static boolean is(CharSequence text) {
    return firstHalfPair(text, 0) == NONE;
  }

  /** The text, with the replacement character U+FFFD for every half of a pair. */
  public static String of(String text) {
    int half = firstHalfPair(text, 0);
    if (half == NONE) {
      return text;
    }
    StringBuilder mended = new StringBuilder(text);
    while (half != NONE) {
      mended.setCharAt(half, '\uFFFD');
      half = firstHalfPair(mended, half + 1);
    }
    return mended.toString();
  }

  /**
   * Says what is wrong with a text that is not whole.
   *
   * @return null if it is
   */
  public static @Nullable String fault(CharSequence text) {
    int half = firstHalfPair(text, 0);
    return half == NONE
        ? null
        : "has half of a surrogate pair (\\u%04x) at index %d"
            .formatted((int) text.charAt(half), half);
  }

  private static int firstHalfPair(CharSequence text, int from) {
    int length = text.length();
    for (int i = from; i < length; i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        boolean pair =
            Character.isHighSurrogate(unit)
                && i + 1 < length
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return i;
        }
        i++;
      }
    }
    return NONE;
  }
}
