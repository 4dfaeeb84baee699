package io.shardsteer.trainer.ordering;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The load-weighted distribution of one dimension, missing values left out. Immutable. */
final class Marginal {
  private final double[] values;
  private final double[] shareUpTo;

  private Marginal(double[] values, double[] shareUpTo) {
    this.values = values;
    this.shareUpTo = shareUpTo;
  }

  static Marginal of(Points points, int dimension) {
    int[] rows =
        IntStream.range(0, points.size())
            .filter(row -> points.value(row, dimension) != Points.MISSING)
            .boxed()
            .sorted(java.util.Comparator.comparingDouble(row -> points.value(row, dimension)))
            .mapToInt(Integer::intValue)
            .toArray();
    double total = Arrays.stream(rows).mapToDouble(points::load).sum();
    double[] values = new double[rows.length];
    double[] shareUpTo = new double[rows.length];
    double load = 0;
    for (int i = 0; i < rows.length; i++) {
      load += points.load(rows[i]);
      values[i] = points.value(rows[i], dimension);
      shareUpTo[i] = load / total;
    }
    return new Marginal(values, shareUpTo);
  }

  /** The middle of the shares that a value takes, in [0,1]. */
  double rank(double value) {
    int first = firstAtLeast(values, value);
    int last = firstAtLeast(values, Math.nextUp(value)) - 1;
    double before = first == 0 ? 0 : shareUpTo[first - 1];
    double upTo = last < 0 ? 0 : shareUpTo[last];
    return (before + upTo) / 2;
  }

  /** The value up to which the share of the load lies. */
  double quantile(double share) {
    return values[Math.min(firstAtLeast(shareUpTo, share), values.length - 1)];
  }

  private static int firstAtLeast(double[] ascending, double bound) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
