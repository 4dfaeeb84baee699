package io.shardsteer.common.feature;

/** A slot read as a time. */
final class EpochTime {
  /** Larger magnitudes are no seconds (year 5138), milliseconds, microseconds respectively. */
  private static final double MOST_SECONDS = 1e11;

  private static final double MOST_MILLIS = 1e14;
  private static final double MOST_MICROS = 1e17;

  private EpochTime() {}

  /**
   * @return seconds since the epoch with fraction, from ISO-8601 text or from a number of seconds,
   *     milliseconds, microseconds or nanoseconds, told apart by magnitude; NaN for anything else
   */
  static double seconds(FieldValues values, int slot, ZoneOffsets zone) {
    return switch (values.kind(slot)) {
      case ABSENT, NULL, BOOLEAN -> Double.NaN;
      case TEXT -> {
        String text = values.text(slot);
        yield text == null ? Double.NaN : TimeText.epochSeconds(text, zone);
      }
      case NUMBER -> byMagnitude(values.number(slot));
    };
  }

  private static double byMagnitude(double number) {
    double size = Math.abs(number);
    if (size < MOST_SECONDS) {
      return number;
    }
    if (size < MOST_MILLIS) {
      return number / 1e3;
    }
    return size < MOST_MICROS ? number / 1e6 : number / 1e9;
  }
}
