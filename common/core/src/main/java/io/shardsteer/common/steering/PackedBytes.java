package io.shardsteer.common.steering;

import java.util.Arrays;

/** Bytes that grow at their end: single ones, and numbers that take fewer the smaller they are. */
final class PackedBytes {
  private byte[] bytes = new byte[64];
  private int size;

  void put(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) value;
  }

  void putAll(byte[] values) {
    for (byte value : values) {
      put(value);
    }
  }

  /** Writes a number of 0 and up. */
  void putNumber(long number) {
    long rest = number;
    while (rest >= 0x80) {
      put((int) rest | 0x80);
      rest >>>= 7;
    }
    put((int) rest);
  }

  /** Writes a number of either sign. */
  void putSigned(long number) {
    putNumber(number << 1 ^ number >> 63);
  }

  int size() {
    return size;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Reads what was written. Runs into the end of the array where more is asked for. */
  static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes, int from) {
      this.bytes = bytes;
      at = from;
    }

    int next() {
      return bytes[at++] & 0xff;
    }

    void skip(int count) {
      at += count;
    }

    int at() {
      return at;
    }

    long number() {
      long number = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 7) {
        int next = next();
        number |= (long) (next & 0x7f) << shift;
        if (next < 0x80) {
          break;
        }
      }
      return number;
    }

    long signed() {
      long number = number();
      return number >>> 1 ^ -(number & 1);
    }
  }
}
