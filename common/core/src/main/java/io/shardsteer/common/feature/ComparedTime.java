package io.shardsteer.common.feature;

import io.shardsteer.common.record.EpochTime;
import io.shardsteer.common.record.FieldValues;

/**
 * Times as questions compare them: texts without an offset are read as UTC, on both sides; numbers
 * are seconds, milliseconds, microseconds or nanoseconds since the epoch, told by their magnitude.
 */
public final class ComparedTime {
  private ComparedTime() {}

  /** Seconds since the epoch; NaN where the text is no ISO-8601 time. */
  public static double seconds(String text) {
    return EpochTime.utcSeconds(text);
  }

  /** Seconds since the epoch; NaN where the slot holds no time. */
  public static double seconds(FieldValues values, int slot) {
    return EpochTime.utcSeconds(values, slot);
  }
}
