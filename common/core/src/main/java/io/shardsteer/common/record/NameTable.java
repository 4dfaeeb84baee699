package io.shardsteer.common.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Finds names where they stand among other bytes, eight bytes at a time and without a copy.
 * Immutable.
 */
public final class NameTable {
  public static final int NONE = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final byte[][] names;

  /** The first eight bytes of each name. */
  private final long[] begins;

  /** Index of a name at the place of its hash or the next free one; {@link #NONE} where free. */
  private final int[] table;

  /**
   * @param names different ones
   */
  public NameTable(List<byte[]> names) {
    this.names = names.toArray(byte[][]::new);
    begins = names.stream().mapToLong(name -> word(name, 0, name.length)).toArray();
    table = new int[Integer.highestOneBit(Math.max(1, names.size())) * 4];
    Arrays.fill(table, NONE);
    for (int i = 0; i < this.names.length; i++) {
      int at = place(begins[i], this.names[i], 0, this.names[i].length);
      while (table[at] != NONE) {
        at = (at + 1) & (table.length - 1);
      }
      table[at] = i;
    }
  }

  /** The index of the name that stands there, or {@link #NONE}. */
  public int find(byte[] bytes, int from, int to) {
    long begin = word(bytes, from, to);
    int at = place(begin, bytes, from, to);
    for (int i = table[at]; i != NONE; i = table[at]) {
      if (begins[i] == begin && is(i, bytes, from, to)) {
        return i;
      }
      at = (at + 1) & (table.length - 1);
    }
    return NONE;
  }

  private boolean is(int index, byte[] bytes, int from, int to) {
    int length = to - from;
    byte[] name = names[index];
    return name.length == length
        && (length <= Long.BYTES
            || Arrays.equals(name, Long.BYTES, length, bytes, from + Long.BYTES, to));
  }

  /** Fibonacci hashing (Knuth, volume 3, section 6.4) of each word and what came before it. */
  private int place(long begin, byte[] bytes, int from, int to) {
    long hash = (begin + (to - from)) * MULTIPLIER;
    for (int i = from + Long.BYTES; i < to; i += Long.BYTES) {
      hash = (Long.rotateLeft(hash, 32) ^ word(bytes, i, to)) * MULTIPLIER;
    }
    return (int) (hash >>> 40) & (table.length - 1);
  }

  /** Up to eight bytes as one number; fewer are filled up with zeros. */
  static long word(byte[] bytes, int from, int to) {
    int length = to - from;
    if (from + Long.BYTES <= bytes.length) {
      long word = (long) LONGS.get(bytes, from);
      return length >= Long.BYTES ? word : word & ((1L << (length * Byte.SIZE)) - 1);
    }
    long word = 0;
    for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
      word = (word << Byte.SIZE) | (bytes[from + i] & 0xff);
    }
    return word;
  }
}
