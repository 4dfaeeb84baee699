package io.shardsteer.common.steering;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * The N-1 ascending order keys that divide the order into N intervals, and how finely the order is
 * told while they hold. Interval i holds the order keys a with {@code splitPoint[i-1] <= a <
 * splitPoint[i]}; an interval between equal split points is empty. Immutable.
 */
public final class SplitPoints {
  /** Order keys are multiples of this, so split points lose nothing by being so, too. */
  private static final double STEPS = 0x1p48;

  private static final double STEP = 0x1p-48;

  private final int resolution;
  private final double[] splitPoints;

  private SplitPoints(int resolution, double[] splitPoints) {
    this.resolution = resolution;
    this.splitPoints = splitPoints;
  }

  /**
   * Split points of the finest order.
   *
   * @param splitPoints N-1 order keys in [0,1], ascending; equal neighbours are allowed
   * @throws IllegalArgumentException naming the first split point that is out of range or out of
   *     order
   */
  public static SplitPoints of(double... splitPoints) {
    return at(Resolution.FULL, splitPoints);
  }

  /**
   * Split points of an order of the given {@linkplain Resolution resolution}.
   *
   * @param splitPoints N-1 places in that order, in [0,1], ascending; equal neighbours are allowed.
   *     Rounded up to 48 bits, which moves no order key to another interval
   * @throws IllegalArgumentException naming the resolution or the first split point that is out of
   *     range, or the first that is out of order
   */
  public static SplitPoints at(int resolution, double... splitPoints) {
    if (resolution < Resolution.LOWEST || resolution > Resolution.FULL) {
      throw new IllegalArgumentException(
          "A resolution is %d to %d bits, but it is %d."
              .formatted(Resolution.LOWEST, Resolution.FULL, resolution));
    }
    double[] rounded = new double[splitPoints.length];
    double previous = 0;
    for (int i = 0; i < splitPoints.length; i++) {
      double splitPoint = splitPoints[i];
      if (!(splitPoint >= previous && splitPoint <= 1)) {
        throw new IllegalArgumentException(
            "Split points must ascend within [0,1], but split point %d is %s after %s."
                .formatted(i, splitPoint, previous));
      }
      previous = splitPoint;
      rounded[i] = Math.ceil(splitPoint * STEPS) * STEP;
    }
    return new SplitPoints(resolution, rounded);
  }

  /** Split points that divide [0,1) into {@code count} intervals of equal width. */
  public static SplitPoints uniform(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("A count of intervals is at least 1, but it is " + count);
    }
    double[] splitPoints = new double[count - 1];
    Arrays.setAll(splitPoints, i -> (i + 1) / (double) count);
    return of(splitPoints);
  }

  /**
   * Of the split points above one order key and not above another the one of the fewest bits: any
   * of them divides the two alike, and this one takes the least room.
   */
  public static double shortest(double above, double most) {
    long low = (long) (above * STEPS);
    long high = (long) (most * STEPS);
    return high <= low ? most : (high & -Long.highestOneBit(low ^ high)) * STEP;
  }

  /** Split points from their multiples of 2^-48, as {@link #fixed} gives them. */
  static SplitPoints ofFixed(int resolution, long[] fixed) {
    double[] splitPoints = new double[fixed.length];
    for (int i = 0; i < fixed.length; i++) {
      splitPoints[i] = fixed[i] * STEP;
    }
    return at(resolution, splitPoints);
  }

  /** The split points as multiples of 2^-48. */
  long[] fixed() {
    long[] fixed = new long[splitPoints.length];
    for (int i = 0; i < fixed.length; i++) {
      fixed[i] = (long) (splitPoints[i] * STEPS);
    }
    return fixed;
  }

  /** The split points in few bytes, see {@link #unpack}. */
  public byte[] pack() {
    var bytes = new PackedBytes();
    bytes.putNumber(splitPoints.length);
    PackedSplitPoints.write(bytes, fixed(), null);
    return bytes.toArray();
  }

  /**
   * What {@link #pack} made.
   *
   * @throws IllegalArgumentException if the bytes are not split points
   */
  public static SplitPoints unpack(int resolution, byte[] packed) {
    try {
      var bytes = new PackedBytes.Reader(packed, 0);
      long count = bytes.number();
      if (count < 0 || count > PackedSplitPoints.MOST) {
        throw new IllegalArgumentException(
            "There are at most %d split points, but it says %d."
                .formatted(PackedSplitPoints.MOST, count));
      }
      long[] fixed = new long[(int) count];
      PackedSplitPoints.read(bytes, fixed);
      return ofFixed(resolution, fixed);
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException("The packed split points are cut off.", e);
    }
  }

  /** The lower ones of each two split points. */
  SplitPoints least(SplitPoints other) {
    return combined(other, Math::min);
  }

  /** The upper ones of each two split points. */
  SplitPoints greatest(SplitPoints other) {
    return combined(other, Math::max);
  }

  private SplitPoints combined(SplitPoints other, DoubleBinaryOperator choice) {
    double[] chosen = new double[splitPoints.length];
    Arrays.setAll(chosen, i -> choice.applyAsDouble(splitPoints[i], other.splitPoints[i]));
    return new SplitPoints(resolution, chosen);
  }

  /** The number of intervals, N. */
  public int count() {
    return splitPoints.length + 1;
  }

  /** How finely positions are told apart, see {@link Resolution}. */
  public int resolution() {
    return resolution;
  }

  /**
   * The interval 0..N-1 that holds an order key; no allocation, O(log N).
   *
   * @param orderKey of the finest order, as {@link OrderKey#of} makes it
   */
  public int interval(double orderKey) {
    double place = Resolution.reduce(orderKey, resolution);
    int low = 0;
    int high = splitPoints.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place < splitPoints[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The lower bound of an interval, inclusive. */
  public double from(int interval) {
    return interval == 0 ? 0 : splitPoints[interval - 1];
  }

  /** The upper bound of an interval, exclusive. */
  public double to(int interval) {
    return interval == splitPoints.length ? 1 : splitPoints[interval];
  }

  /** The split points, ascending. */
  public double[] toArray() {
    return splitPoints.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SplitPoints that
        && resolution == that.resolution
        && Arrays.equals(splitPoints, that.splitPoints);
  }

  @Override
  public int hashCode() {
    return 31 * resolution + Arrays.hashCode(splitPoints);
  }

  @Override
  public String toString() {
    return "SplitPoints"
        + Arrays.toString(splitPoints)
        + (resolution == Resolution.FULL ? "" : "@" + resolution);
  }
}
