package io.shardsteer.common.bounds;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A set of doubles: closed intervals, ascending and apart from each other, and perhaps NaN, which
 * stands for a missing value. Immutable.
 *
 * <p>Sets are meant to be too large rather than too small. One that would need more than {@value
 * #MOST_INTERVALS} intervals has its narrowest gaps filled. Both zeros are one number here: an
 * interval that ends at one of them has the other, too.
 */
public final class NumberSet {
  /** No number. */
  public static final NumberSet EMPTY = new NumberSet(new double[0], new double[0], false);

  /** Missing alone. */
  public static final NumberSet MISSING = new NumberSet(new double[0], new double[0], true);

  /** Every number, infinities included, and missing. */
  public static final NumberSet ALL =
      new NumberSet(
          new double[] {Double.NEGATIVE_INFINITY}, new double[] {Double.POSITIVE_INFINITY}, true);

  static final int MOST_INTERVALS = 512;

  private final double[] lows;
  private final double[] highs;
  private final boolean missing;

  private NumberSet(double[] lows, double[] highs, boolean missing) {
    this.lows = lows;
    this.highs = highs;
    this.missing = missing;
  }

  /** One number; NaN gives {@link #MISSING}. */
  public static NumberSet of(double number) {
    return Double.isNaN(number) ? MISSING : between(number, number);
  }

  /** All numbers from {@code low} to {@code high}, both included; none where low is above high. */
  public static NumberSet between(double low, double high) {
    return low <= high
        ? new NumberSet(
            new double[] {low == 0 ? -0.0 : low}, new double[] {high == 0 ? 0.0 : high}, false)
        : EMPTY;
  }

  /** The given numbers; NaN stands for missing. */
  public static NumberSet ofAll(double... numbers) {
    double[] sorted = Arrays.stream(numbers).filter(number -> !Double.isNaN(number)).toArray();
    Arrays.sort(sorted);
    return joined(sorted, sorted.clone(), sorted.length < numbers.length);
  }

  /**
   * The union of intervals in any order.
   *
   * @param lows lower ends; changed
   * @param highs the upper end of each; changed
   */
  public static NumberSet ofIntervals(double[] lows, double[] highs) {
    Integer[] order = new Integer[lows.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(lows[a], lows[b]));
    double[] sortedLows = new double[lows.length];
    double[] sortedHighs = new double[lows.length];
    for (int i = 0; i < order.length; i++) {
      sortedLows[i] = lows[order[i]];
      sortedHighs[i] = highs[order[i]];
    }
    return joined(sortedLows, sortedHighs, false);
  }

  /** Joins intervals that touch; the lower ends ascend. */
  private static NumberSet joined(double[] lows, double[] highs, boolean missing) {
    int count = 0;
    for (int i = 0; i < lows.length; i++) {
      double low = lows[i] == 0 ? -0.0 : lows[i];
      double high = highs[i] == 0 ? 0.0 : highs[i];
      if (count > 0 && low <= highs[count - 1]) {
        highs[count - 1] = Math.max(highs[count - 1], high);
      } else {
        lows[count] = low;
        highs[count] = high;
        count++;
      }
    }
    if (count > MOST_INTERVALS) {
      count = fillGaps(lows, highs, count);
    }
    return new NumberSet(Arrays.copyOf(lows, count), Arrays.copyOf(highs, count), missing);
  }

  private static int fillGaps(double[] lows, double[] highs, int count) {
    double[] gaps = new double[count - 1];
    Arrays.setAll(gaps, i -> lows[i + 1] - highs[i]);
    Arrays.sort(gaps);
    double filled = gaps[count - MOST_INTERVALS - 1];
    int kept = 0;
    for (int i = 1; i < count; i++) {
      if (lows[i] - highs[kept] <= filled) {
        highs[kept] = highs[i];
      } else {
        kept++;
        lows[kept] = lows[i];
        highs[kept] = highs[i];
      }
    }
    return kept + 1;
  }

  /** The numbers of both. */
  public NumberSet or(NumberSet other) {
    if (isEmpty()) {
      return other;
    }
    if (other.isEmpty()) {
      return this;
    }
    double[] allLows = Arrays.copyOf(lows, lows.length + other.lows.length);
    System.arraycopy(other.lows, 0, allLows, lows.length, other.lows.length);
    double[] allHighs = Arrays.copyOf(highs, highs.length + other.highs.length);
    System.arraycopy(other.highs, 0, allHighs, highs.length, other.highs.length);
    return ofIntervals(allLows, allHighs).orMissing(missing || other.missing);
  }

  /** This set, and missing if so told. */
  public NumberSet orMissing(boolean also) {
    return also && !missing ? new NumberSet(lows, highs, true) : this;
  }

  /** This set without missing. */
  public NumberSet present() {
    return missing ? new NumberSet(lows, highs, false) : this;
  }

  /** The numbers that are also from {@code low} to {@code high}; missing is kept. */
  public NumberSet within(double low, double high) {
    double[] newLows = lows.clone();
    double[] newHighs = highs.clone();
    int count = 0;
    for (int i = 0; i < lows.length; i++) {
      if (lows[i] <= high && highs[i] >= low) {
        newLows[count] = Math.max(lows[i], low);
        newHighs[count++] = Math.min(highs[i], high);
      }
    }
    return joined(Arrays.copyOf(newLows, count), Arrays.copyOf(newHighs, count), missing);
  }

  /** What both have in common. */
  public NumberSet and(NumberSet other) {
    NumberSet common = EMPTY;
    for (int i = 0; i < other.lows.length; i++) {
      common = common.or(present().within(other.lows[i], other.highs[i]));
    }
    return common.orMissing(missing && other.missing);
  }

  /**
   * The values of a function that never falls.
   *
   * @param rising NaN becomes missing
   */
  public NumberSet map(DoubleUnaryOperator rising) {
    double[] newLows = Arrays.stream(lows).map(rising).toArray();
    double[] newHighs = Arrays.stream(highs).map(rising).toArray();
    for (int i = 0; i < newLows.length; i++) {
      if (Double.isNaN(newLows[i]) || Double.isNaN(newHighs[i])) {
        return ALL;
      }
    }
    return joined(newLows, newHighs, missing);
  }

  /** This set with the two nearest doubles beside each interval, for functions that round. */
  public NumberSet widened() {
    double[] newLows = Arrays.stream(lows).map(low -> Math.nextDown(Math.nextDown(low))).toArray();
    double[] newHighs = Arrays.stream(highs).map(high -> Math.nextUp(Math.nextUp(high))).toArray();
    return joined(newLows, newHighs, missing);
  }

  /** One interval from the least to the largest number. */
  public NumberSet hull() {
    return lows.length < 2 ? this : between(min(), max()).orMissing(missing);
  }

  public boolean hasMissing() {
    return missing;
  }

  /** True if there is any number, missing not counted. */
  public boolean hasNumbers() {
    return lows.length > 0;
  }

  /** True if there is neither a number nor missing. */
  public boolean isEmpty() {
    return lows.length == 0 && !missing;
  }

  /** True if an end is infinite. */
  public boolean isUnbounded() {
    return hasNumbers() && (Double.isInfinite(min()) || Double.isInfinite(max()));
  }

  /** The number of intervals. */
  public int intervals() {
    return lows.length;
  }

  /** The lower end of an interval. */
  public double low(int interval) {
    return lows[interval];
  }

  /** The upper end of an interval. */
  public double high(int interval) {
    return highs[interval];
  }

  /** The least number; there must be one. */
  public double min() {
    return lows[0];
  }

  /** The largest number; there must be one. */
  public double max() {
    return highs[highs.length - 1];
  }

  /** NaN asks for missing. */
  public boolean contains(double number) {
    return Double.isNaN(number) ? missing : meets(number, number);
  }

  /** True if there is a number from {@code low} to {@code high}, both included. */
  public boolean meets(double low, double high) {
    int i = firstEndingFrom(low);
    return i < lows.length && lows[i] <= high && low <= high;
  }

  /** True if there is a number from {@code low} (included) to {@code high} (not included). */
  public boolean meetsBelow(double low, double high) {
    int i = firstEndingFrom(low);
    return i < lows.length && lows[i] < high && low < high;
  }

  /** The first interval that ends at the number or above. */
  private int firstEndingFrom(double number) {
    int from = 0;
    int to = highs.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (highs[middle] >= number) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberSet that
        && missing == that.missing
        && Arrays.equals(lows, that.lows)
        && Arrays.equals(highs, that.highs);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(lows) + Arrays.hashCode(highs) + (missing ? 1 : 0);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lows.length; i++) {
      text.append(i == 0 ? "" : ", ");
      text.append(lows[i] == highs[i] ? lows[i] + 0.0 + "" : lows[i] + ".." + highs[i]);
    }
    if (missing) {
      text.append(text.isEmpty() ? "missing" : ", missing");
    }
    return text.isEmpty() ? "nothing" : text.toString();
  }
}
