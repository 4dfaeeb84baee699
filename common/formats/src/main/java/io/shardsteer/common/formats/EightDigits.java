package io.shardsteer.common.formats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads up to eight decimal digits at once, without a branch for each of them: their number is what
 * no processor can guess. After Lemire, "Number parsing at a gigabyte per second" (2021), section
 * 4, and Warren, "Hacker's Delight", chapter 6.
 */
final class EightDigits {
  /**
   * Bytes from the first digit on that a record must have: three words, a point and what follows.
   */
  static final int SPAN = 3 * Long.BYTES + 2;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long ZEROS = ONES * '0';

  /** Lifts what is above nine to the highest bit. */
  private static final long ABOVE_NINE = ONES * (0x7f - 9);

  private static final long HIGHEST_BITS = ONES << 7;
  private static final long FIRST_OF_FOUR = 0x000000ff000000ffL;
  private static final long HUNDREDS = 100 + (1_000_000L << 32);
  private static final long UNITS = 1 + (10_000L << 32);
  private static final long[] POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  private EightDigits() {}

  /** The next eight bytes, digits as their values. */
  static long at(byte[] json, int at) {
    return (long) LONGS.get(json, at) ^ ZEROS;
  }

  /** How many digits the word begins with, 0..8. */
  static int count(long word) {
    return Long.numberOfTrailingZeros(((word + ABOVE_NINE) | word) & HIGHEST_BITS) >>> 3;
  }

  /**
   * The number that the first digits stand for.
   *
   * @param count 1..8; of none the value has no meaning
   */
  static long value(long word, int count) {
    // Moved behind zeros: the first digit lies in the lowest byte.
    long digits = word << ((Long.BYTES - count) << 3);
    long pairs = digits * 10 + (digits >>> 8);
    return ((pairs & FIRST_OF_FOUR) * HUNDREDS + ((pairs >>> 16) & FIRST_OF_FOUR) * UNITS) >>> 32;
  }

  /**
   * A number with more digits behind it.
   *
   * @param count how many, 0..8
   */
  static long join(long number, long word, int count) {
    return count == 0 ? number : number * POWERS_OF_TEN[count] + value(word, count);
  }
}
