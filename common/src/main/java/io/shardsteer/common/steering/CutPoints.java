package io.shardsteer.common.steering;

import java.util.Arrays;

/**
 * The N-1 ascending addresses that divide the order into N intervals, and how finely the order is
 * told while they hold. Interval i holds the addresses a with {@code cut[i-1] <= a < cut[i]}; an
 * interval between equal cuts is empty. Immutable.
 */
public final class CutPoints {
  private final int grain;
  private final double[] cuts;

  private CutPoints(int grain, double[] cuts) {
    this.grain = grain;
    this.cuts = cuts;
  }

  /**
   * Cuts of the finest order.
   *
   * @param cuts N-1 addresses in [0,1], ascending; equal neighbours are allowed
   * @throws IllegalArgumentException naming the first cut that is out of range or out of order
   */
  public static CutPoints of(double... cuts) {
    return at(Grain.FINEST, cuts);
  }

  /**
   * Cuts of an order of the given {@linkplain Grain grain}.
   *
   * @param cuts N-1 places in that order, in [0,1], ascending; equal neighbours are allowed
   * @throws IllegalArgumentException naming the grain or the first cut that is out of range, or the
   *     first that is out of order
   */
  public static CutPoints at(int grain, double... cuts) {
    if (grain < Grain.COARSEST || grain > Grain.FINEST) {
      throw new IllegalArgumentException(
          "A grain is %d to %d bits, but it is %d.".formatted(Grain.COARSEST, Grain.FINEST, grain));
    }
    double previous = 0;
    for (int i = 0; i < cuts.length; i++) {
      double cut = cuts[i];
      if (!(cut >= previous && cut <= 1)) {
        throw new IllegalArgumentException(
            "Cut points must ascend within [0,1], but cut %d is %s after %s."
                .formatted(i, cut, previous));
      }
      previous = cut;
    }
    return new CutPoints(grain, cuts.clone());
  }

  /** Cuts that divide [0,1) into {@code count} intervals of equal width. */
  public static CutPoints uniform(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("A count of intervals is at least 1, but it is " + count);
    }
    double[] cuts = new double[count - 1];
    Arrays.setAll(cuts, i -> (i + 1) / (double) count);
    return new CutPoints(Grain.FINEST, cuts);
  }

  /** The number of intervals, N. */
  public int count() {
    return cuts.length + 1;
  }

  /** How finely positions are told apart, see {@link Grain}. */
  public int grain() {
    return grain;
  }

  /**
   * The interval 0..N-1 that holds an address; no allocation, O(log N).
   *
   * @param address of the finest order, as {@link Address#of} makes it
   */
  public int interval(double address) {
    double place = Grain.coarsen(address, grain);
    int low = 0;
    int high = cuts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place < cuts[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The lower bound of an interval, inclusive. */
  public double from(int interval) {
    return interval == 0 ? 0 : cuts[interval - 1];
  }

  /** The upper bound of an interval, exclusive. */
  public double to(int interval) {
    return interval == cuts.length ? 1 : cuts[interval];
  }

  /** The cuts, ascending. */
  public double[] toArray() {
    return cuts.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CutPoints that && grain == that.grain && Arrays.equals(cuts, that.cuts);
  }

  @Override
  public int hashCode() {
    return 31 * grain + Arrays.hashCode(cuts);
  }

  @Override
  public String toString() {
    return "CutPoints" + Arrays.toString(cuts) + (grain == Grain.FINEST ? "" : "@" + grain);
  }
}
