package io.shardsteer.common.steering;

import java.util.Arrays;

/**
 * The N-1 ascending addresses that divide the order into N intervals. Interval i holds the
 * addresses a with {@code cut[i-1] <= a < cut[i]}; an interval between equal cuts is empty.
 * Immutable.
 */
public final class CutPoints {
  private final double[] cuts;

  private CutPoints(double[] cuts) {
    this.cuts = cuts;
  }

  /**
   * @param cuts N-1 addresses in [0,1], ascending; equal neighbours are allowed
   * @throws IllegalArgumentException naming the first cut that is out of range or out of order
   */
  public static CutPoints of(double... cuts) {
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
    return new CutPoints(cuts.clone());
  }

  /** Cuts that divide [0,1) into {@code count} intervals of equal width. */
  public static CutPoints uniform(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("A count of intervals is at least 1, but it is " + count);
    }
    double[] cuts = new double[count - 1];
    Arrays.setAll(cuts, i -> (i + 1) / (double) count);
    return new CutPoints(cuts);
  }

  /** The number of intervals, N. */
  public int count() {
    return cuts.length + 1;
  }

  /** The interval 0..N-1 that holds the address; no allocation, O(log N). */
  public int interval(double address) {
    int low = 0;
    int high = cuts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (address < cuts[middle]) {
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

  public double[] toArray() {
    return cuts.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CutPoints that && Arrays.equals(cuts, that.cuts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(cuts);
  }

  @Override
  public String toString() {
    return "CutPoints" + Arrays.toString(cuts);
  }
}
