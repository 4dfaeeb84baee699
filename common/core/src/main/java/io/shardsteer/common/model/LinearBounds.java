package io.shardsteer.common.model;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.steering.PositionModel;
import java.util.stream.DoubleStream;

/**
 * Where a linear model can place rows whose features lie in given sets. As each column adds a term
 * of its own, a column's best and worst values are the same whatever the others hold; so the model
 * is asked about one column at a time, then about the row of all best and that of all worst values.
 */
public final class LinearBounds {
  /** Stands for an infinite end. */
  private static final double FAR = Double.MAX_VALUE;

  /** Far above the error of a sum, far below the step of an order key. */
  private static final double SLACK = 1e-10;

  private LinearBounds() {}

  /**
   * @param model adds a term for each column: of a number's column a multiple of it, of a
   *     categorical one a term for each level; infinite counts as missing, and so does a level that
   *     is none
   * @param levels of each column; 0 for numbers
   */
  public static NumberSet of(PositionModel model, NumberSet[] features, int[] levels) {
    double[][] candidates = new double[features.length][];
    double[] reference = new double[features.length];
    for (int i = 0; i < features.length; i++) {
      candidates[i] = candidates(features[i], levels[i]);
      if (candidates[i].length == 0) {
        return NumberSet.EMPTY;
      }
      reference[i] = usual(features[i], candidates[i][0], levels[i]);
    }
    double[] lowest = reference.clone();
    double[] highest = reference.clone();
    double lowMagnitude = 1;
    double highMagnitude = 1;
    for (int i = 0; i < features.length; i++) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      double usual = reference[i];
      for (double candidate : candidates[i]) {
        reference[i] = candidate;
        double position = model.position(reference);
        if (Double.isNaN(position)) {
          return NumberSet.ALL;
        }
        if (position < least) {
          least = position;
          lowest[i] = candidate;
        }
        if (position > most) {
          most = position;
          highest[i] = candidate;
        }
      }
      reference[i] = usual;
      lowMagnitude = Math.max(lowMagnitude, Math.abs(least));
      highMagnitude = Math.max(highMagnitude, Math.abs(most));
    }
    double low = model.position(lowest);
    double high = model.position(highest);
    return Double.isNaN(low) || Double.isNaN(high)
        ? NumberSet.ALL
        : NumberSet.between(low - SLACK * lowMagnitude, high + SLACK * highMagnitude);
  }

  /** A value that does not drown what the other columns add, in the set or not. */
  private static double usual(NumberSet set, double first, int levels) {
    return levels > 0 || !set.hasNumbers() ? first : Math.max(set.min(), Math.min(0, set.max()));
  }

  private static double[] candidates(NumberSet set, int levels) {
    DoubleStream numbers =
        levels > 0
            ? DoubleStream.iterate(0, level -> level < levels, level -> level + 1)
                .filter(level -> set.meetsBelow(level, level + 1))
            : !set.hasNumbers()
                ? DoubleStream.empty()
                : DoubleStream.of(near(set.min()), near(set.max()));
    boolean beyond =
        levels > 0 ? set.hasNumbers() && (set.min() < 0 || set.max() >= levels) : set.isUnbounded();
    return set.hasMissing() || beyond
        ? DoubleStream.concat(numbers, DoubleStream.of(Double.NaN)).toArray()
        : numbers.toArray();
  }

  private static double near(double end) {
    return Math.max(-FAR, Math.min(end, FAR));
  }
}
