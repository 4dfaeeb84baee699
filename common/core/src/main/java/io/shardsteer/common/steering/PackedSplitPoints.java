package io.shardsteer.common.steering;

import org.jspecify.annotations.Nullable;

/**
 * Ascending multiples of 2^-48 in few bytes: as differences, to the left neighbour or to the split
 * points before, whichever takes fewer. Differences stand in groups of 16 without the zero bits
 * that all of a group end with, so that split points of few bits take few bytes.
 */
final class PackedSplitPoints {
  /** Most split points of a table. */
  static final int MOST = 1 << 16;

  private static final int GROUP = 16;
  private static final int ALL_ZERO = 64;

  /** Differences to the left neighbour: what comes before is not needed. */
  private static final int WHOLE = 0;

  /** Differences to the same split point before. */
  private static final int MOVED = 1;

  /** The same, less the one of the left neighbour, as neighbours move alike. */
  private static final int MOVED_TOGETHER = 2;

  private PackedSplitPoints() {}

  /**
   * @param before the split points to tell the difference to; as many as there are values
   */
  static void write(PackedBytes to, long[] values, long @Nullable [] before) {
    PackedBytes best = packed(WHOLE, values, values);
    if (before != null) {
      PackedBytes moved = packed(MOVED, values, before);
      best = moved.size() < best.size() ? moved : best;
      PackedBytes together = packed(MOVED_TOGETHER, values, before);
      best = together.size() < best.size() ? together : best;
    }
    to.putAll(best.toArray());
  }

  private static PackedBytes packed(int way, long[] values, long[] before) {
    var bytes = new PackedBytes();
    bytes.put(way);
    long[] differences = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      long left = i == 0 ? 0 : way == WHOLE ? values[i - 1] : values[i - 1] - before[i - 1];
      differences[i] =
          switch (way) {
            case WHOLE -> values[i] - left;
            case MOVED -> values[i] - before[i];
            default -> values[i] - before[i] - left;
          };
    }
    for (int from = 0; from < differences.length; from += GROUP) {
      writeGroup(bytes, differences, from, Math.min(from + GROUP, differences.length));
    }
    return bytes;
  }

  private static void writeGroup(PackedBytes bytes, long[] differences, int from, int to) {
    long all = 0;
    for (int i = from; i < to; i++) {
      all |= differences[i];
    }
    // Of 0 all 64 bits are zero at the end.
    int shift = Long.numberOfTrailingZeros(all);
    bytes.put(shift);
    if (shift < ALL_ZERO) {
      for (int i = from; i < to; i++) {
        bytes.putSigned(differences[i] >> shift);
      }
    }
  }

  /** Whether what is read next can be read without what comes before. */
  static boolean isWhole(PackedBytes.Reader from) {
    boolean whole = from.next() == WHOLE;
    from.skip(-1);
    return whole;
  }

  /**
   * @param values holds the split points before; the ones read take their place
   * @throws IllegalArgumentException if this is nothing that was written
   */
  static void read(PackedBytes.Reader from, long[] values) {
    int way = from.next();
    if (way > MOVED_TOGETHER) {
      throw new IllegalArgumentException("Split points are not packed in way " + way);
    }
    long left = 0;
    for (int i = 0, shift = 0; i < values.length; i++) {
      shift = i % GROUP == 0 ? from.next() : shift;
      long difference = shift >= ALL_ZERO ? 0 : from.signed() << shift;
      switch (way) {
        case WHOLE -> values[i] = left += difference;
        case MOVED -> values[i] += difference;
        default -> values[i] += left += difference;
      }
    }
  }
}
