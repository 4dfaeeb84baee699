package io.shardsteer.common.steering;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of a KLL sketch of doubles as Apache DataSketches lays them out in its compact form
 * (see the library's {@code KllPreambleUtil}): earlier versions sent them in reports. The library's
 * own reading refuses every Java after 21.
 *
 * <pre>
 * 0 ints of preamble: 2 for one item, 5 for more    8 items added so far
 * 1 version: 2 for one item, 1 for more            16 least accuracy of what was merged
 * 2 family                                         18 levels
 * 3 flags                                          20 where each level begins, as if behind free places
 * 4 accuracy (k)                                      least item, greatest item
 * 6 least width of a level (m)                        items, level by level; one on level l counts 2^l
 * 8 the one item, or:
 * </pre>
 */
final class KllBytes {
  /** Largest accuracy that is read. */
  static final int MOST_ACCURACY = 8192;

  static final byte FAMILY = 15;
  static final byte LEAST_WIDTH = 8;
  static final int SINGLE_PREAMBLE = 8;
  static final int PREAMBLE = 20;
  static final int MOST_LEVELS = 60;

  /** Below this depth a level has its least width for every accuracy that is read. */
  private static final int DEEPEST_THAT_NARROWS = 30;

  /** What the first two bytes say. */
  enum Form {
    ONE_ITEM(2, 2),
    ITEMS(5, 1);

    final byte preambleInts;
    final byte version;

    Form(int preambleInts, int version) {
      this.preambleInts = (byte) preambleInts;
      this.version = (byte) version;
    }
  }

  private KllBytes() {}

  /**
   * What a sketch of at least one order key holds. Nothing is allocated but for bytes that are
   * there.
   *
   * @throws IllegalArgumentException if the bytes are not that
   */
  static SketchedOrderKeys read(byte[] array) {
    ByteBuffer bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    require(array.length >= SINGLE_PREAMBLE, "a length of", array.length);
    byte preambleInts = bytes.get();
    byte version = bytes.get();
    byte family = bytes.get();
    require(family == FAMILY, "the family", family);
    bytes.get();
    int accuracy = Short.toUnsignedInt(bytes.getShort());
    require(accuracy >= LEAST_WIDTH && accuracy <= MOST_ACCURACY, "an accuracy of", accuracy);
    byte leastWidth = bytes.get();
    require(leastWidth == LEAST_WIDTH, "a least width of", leastWidth);
    bytes.get();
    for (Form form : Form.values()) {
      if (form.preambleInts == preambleInts && form.version == version) {
        return switch (form) {
          case ONE_ITEM -> one(bytes);
          case ITEMS -> items(bytes, accuracy);
        };
      }
    }
    throw new IllegalArgumentException(
        "It has version %d with %d ints of preamble.".formatted(version, preambleInts));
  }

  private static SketchedOrderKeys one(ByteBuffer bytes) {
    require(bytes.remaining() == Double.BYTES, "a length of", bytes.capacity());
    return SketchedOrderKeys.retained(new double[] {bytes.getDouble()}, new long[] {1}, 1);
  }

  private static SketchedOrderKeys items(ByteBuffer bytes, int accuracy) {
    require(bytes.capacity() >= PREAMBLE, "a length of", bytes.capacity());
    long count = bytes.getLong();
    bytes.getShort();
    int levels = Byte.toUnsignedInt(bytes.get());
    bytes.get();
    require(levels >= 1 && levels <= MOST_LEVELS, "a number of levels of", levels);
    int others = levels * Integer.BYTES + 2 * Double.BYTES;
    int retained = (bytes.remaining() - others) / Double.BYTES;
    require(
        bytes.remaining() == others + retained * Double.BYTES && retained >= 0,
        "a length of",
        bytes.capacity());
    int end = capacity(accuracy, levels);
    int[] begins = new int[levels + 1];
    for (int level = 0; level < levels; level++) {
      begins[level] = bytes.getInt();
    }
    begins[levels] = end;
    require(begins[0] == end - retained, "a first level that begins at", begins[0]);
    bytes.getDouble();
    bytes.getDouble();
    double[] orderKeys = new double[retained];
    bytes.asDoubleBuffer().get(orderKeys);
    return SketchedOrderKeys.retained(orderKeys, weights(begins, retained), count);
  }

  private static long[] weights(int[] begins, int retained) {
    long[] weights = new long[retained];
    int item = 0;
    for (int level = 0; level < begins.length - 1; level++) {
      int width = begins[level + 1] - begins[level];
      require(width >= 0 && width <= retained - item, "no place for level", level);
      for (int i = 0; i < width; i++) {
        weights[item++] = 1L << level;
      }
    }
    return weights;
  }

  /** Places that a sketch of so many levels has, filled or not. */
  static int capacity(int accuracy, int levels) {
    int capacity = 0;
    for (int depth = 0; depth < levels; depth++) {
      capacity += Math.max(LEAST_WIDTH, depth > DEEPEST_THAT_NARROWS ? 0 : width(accuracy, depth));
    }
    return capacity;
  }

  /** The accuracy times (2/3)^depth, rounded as the library does. */
  private static int width(int accuracy, int depth) {
    long divisor = 1;
    for (int i = 0; i < depth; i++) {
      divisor *= 3;
    }
    return (int) (((((long) accuracy << 1) << depth) / divisor + 1) >>> 1);
  }

  private static void require(boolean holds, String what, long value) {
    if (!holds) {
      throw new IllegalArgumentException("It has " + what + " " + value + ".");
    }
  }
}
