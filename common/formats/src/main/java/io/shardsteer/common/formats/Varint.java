package io.shardsteer.common.formats;

/**
 * Whole numbers of variable length as Avro and Protobuf write them: seven bits a byte, the lowest
 * first, the highest bit set in all bytes but the last.
 */
final class Varint {
  private static final int MOST_BYTES = 10;

  private Varint() {}

  /** The index behind the number that begins at {@code at}. */
  static int end(byte[] bytes, int at, int to) throws MalformedRecord {
    int last = Math.min(to, at + MOST_BYTES);
    for (int i = at; i < last; i++) {
      if (bytes[i] >= 0) {
        return checked(bytes, at, i + 1);
      }
    }
    throw at + MOST_BYTES <= to
        ? tooLong(at)
        : new MalformedRecord("The record ends in the middle", to);
  }

  /** Of a tenth byte one bit is left of 64, and without it there is no need for the byte. */
  private static int checked(byte[] bytes, int at, int end) throws MalformedRecord {
    if (end - at == MOST_BYTES && bytes[end - 1] != 1) {
      throw tooLong(at);
    }
    return end;
  }

  private static MalformedRecord tooLong(int at) {
    return new MalformedRecord("A number is longer than 64 bits", at);
  }

  /**
   * @param end as {@link #end} found it
   */
  static long value(byte[] bytes, int at, int end) {
    long value = 0;
    for (int i = end - 1; i >= at; i--) {
      value = (value << 7) | (bytes[i] & 0x7f);
    }
    return value;
  }

  /** The signed number that was folded so that small ones of either sign are short. */
  static long unfolded(long folded) {
    return (folded >>> 1) ^ -(folded & 1);
  }
}
