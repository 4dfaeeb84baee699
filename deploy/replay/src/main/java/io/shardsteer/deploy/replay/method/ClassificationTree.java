package io.shardsteer.deploy.replay.method;

import io.shardsteer.deploy.replay.stream.Coordinates;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A classification tree that splits by Gini impurity (Breiman, Friedman, Olshen, Stone, 1984), at
 * most {@value #MAX_DEPTH} deep. Missing values lie below all others. Immutable.
 */
final class ClassificationTree {
  private static final int MAX_DEPTH = 14;
  private static final int MIN_ROWS = 10;

  private final int dimension;
  private final double threshold;
  private final ClassificationTree[] sides;
  private final int majority;

  private ClassificationTree(
      int dimension, double threshold, ClassificationTree[] sides, int majority) {
    this.dimension = dimension;
    this.threshold = threshold;
    this.sides = sides;
    this.majority = majority;
  }

  /**
   * Learns the classes of records {@code from} to {@code from + labels.length - 1}.
   *
   * @param labels classes 0..classes-1
   */
  static ClassificationTree of(Coordinates coordinates, int from, int[] labels, int classes) {
    double[][] values = new double[coordinates.dimensions()][];
    for (int d = 0; d < values.length; d++) {
      values[d] = coordinates.slice(d, from, from + labels.length);
      for (int i = 0; i < labels.length; i++) {
        values[d][i] = finite(values[d][i]);
      }
    }
    Integer[] rows = new Integer[labels.length];
    Arrays.setAll(rows, i -> i);
    return new Growth(values, labels, classes).grow(rows, MAX_DEPTH);
  }

  private static double finite(double value) {
    return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
  }

  /** The class of a record. */
  int classOf(Coordinates coordinates, int record) {
    ClassificationTree node = this;
    while (node.sides.length > 0) {
      boolean left = finite(coordinates.at(record, node.dimension)) < node.threshold;
      node = node.sides[left ? 0 : 1];
    }
    return node.majority;
  }

  /** Marks the classes that answers of a query can have. */
  void ask(List<String> dimensions, Query query, BitSet classes) {
    if (sides.length == 0) {
      classes.set(majority);
      return;
    }
    Query.Bounds bounds = query.of(dimensions.get(dimension));
    if (bounds.low() < threshold) {
      sides[0].ask(dimensions, query, classes);
    }
    if (bounds.high() >= threshold) {
      sides[1].ask(dimensions, query, classes);
    }
  }

  /** The training rows of one tree. */
  private static final class Growth {
    private final double[][] values;
    private final int[] labels;
    private final int classes;

    Growth(double[][] values, int[] labels, int classes) {
      this.values = values;
      this.labels = labels;
      this.classes = classes;
    }

    ClassificationTree grow(Integer[] rows, int depth) {
      int[] counts = new int[classes];
      for (int row : rows) {
        counts[labels[row]]++;
      }
      int majority = 0;
      for (int c = 1; c < classes; c++) {
        majority = counts[c] > counts[majority] ? c : majority;
      }
      if (depth == 0 || rows.length < 2 * MIN_ROWS || counts[majority] == rows.length) {
        return leaf(majority);
      }
      int best = -1;
      double bestPurity = purity(counts) / rows.length + 1e-9;
      double bestThreshold = 0;
      for (int d = 0; d < values.length; d++) {
        double[] column = values[d];
        Arrays.sort(rows, (a, b) -> Double.compare(column[a], column[b]));
        int[] left = new int[classes];
        int[] right = counts.clone();
        double leftPurity = 0;
        double rightPurity = purity(counts);
        for (int i = 0; i + MIN_ROWS < rows.length; i++) {
          int label = labels[rows[i]];
          leftPurity += 2.0 * left[label]++ + 1;
          rightPurity -= 2.0 * right[label]-- - 1;
          int taken = i + 1;
          if (taken < MIN_ROWS || column[rows[i]] == column[rows[taken]]) {
            continue;
          }
          double purity = leftPurity / taken + rightPurity / (rows.length - taken);
          if (purity > bestPurity) {
            bestPurity = purity;
            best = d;
            bestThreshold = column[rows[taken]];
          }
        }
      }
      if (best < 0) {
        return leaf(majority);
      }
      double[] column = values[best];
      double threshold = bestThreshold;
      Integer[] low =
          Arrays.stream(rows).filter(r -> column[r] < threshold).toArray(Integer[]::new);
      Integer[] high =
          Arrays.stream(rows).filter(r -> column[r] >= threshold).toArray(Integer[]::new);
      ClassificationTree[] sides = {grow(low, depth - 1), grow(high, depth - 1)};
      return new ClassificationTree(best, threshold, sides, majority);
    }

    private static ClassificationTree leaf(int majority) {
      return new ClassificationTree(0, 0, new ClassificationTree[0], majority);
    }

    /** Sum of squared class counts; over the rows, what Gini impurity falls short of 1. */
    private static double purity(int[] counts) {
      double sum = 0;
      for (int count : counts) {
        sum += (double) count * count;
      }
      return sum;
    }
  }
}
