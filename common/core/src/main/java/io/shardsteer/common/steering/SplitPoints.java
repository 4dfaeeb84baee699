package io.shardsteer.common.steering;

import java.util.Arrays;

/**
 * The N-1 ascending order keys that divide the order into N intervals, and how finely the order is
 * told while they hold. Interval i holds the order keys a with {@code splitPoint[i-1] <= a <
 * splitPoint[i]}; an interval between equal split points is empty. Immutable.
 */
public final class SplitPoints {
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
   * @param splitPoints N-1 places in that order, in [0,1], ascending; equal neighbours are allowed
   * @throws IllegalArgumentException naming the resolution or the first split point that is out of
   *     range, or the first that is out of order
   */
  public static SplitPoints at(int resolution, double... splitPoints) {
    if (resolution < Resolution.LOWEST || resolution > Resolution.FULL) {
      throw new IllegalArgumentException(
          "A resolution is %d to %d bits, but it is %d."
              .formatted(Resolution.LOWEST, Resolution.FULL, resolution));
    }
    double previous = 0;
    for (int i = 0; i < splitPoints.length; i++) {
      double splitPoint = splitPoints[i];
      if (!(splitPoint >= previous && splitPoint <= 1)) {
        throw new IllegalArgumentException(
            "Split points must ascend within [0,1], but split point %d is %s after %s."
                .formatted(i, splitPoint, previous));
      }
      previous = splitPoint;
    }
    return new SplitPoints(resolution, splitPoints.clone());
  }

  /** Split points that divide [0,1) into {@code count} intervals of equal width. */
  public static SplitPoints uniform(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("A count of intervals is at least 1, but it is " + count);
    }
    double[] splitPoints = new double[count - 1];
    Arrays.setAll(splitPoints, i -> (i + 1) / (double) count);
    return new SplitPoints(Resolution.FULL, splitPoints);
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
