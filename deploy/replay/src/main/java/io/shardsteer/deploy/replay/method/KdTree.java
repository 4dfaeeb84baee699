package io.shardsteer.deploy.replay.method;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.OptionalLong;

/**
 * A k-d tree with one leaf a shard, numbered in order (Bentley, Multidimensional binary search
 * trees used for associative searching, CACM 1975). Each split divides its records in proportion to
 * the shares of the shards on either side, on the dimension in which they spread widest (Friedman,
 * Bentley, Finkel, ACM TOMS 1977) as ranks of all records, so that units do not matter; equal
 * values are divided by the hash that breaks ties. Missing values lie below all others. Immutable.
 */
final class KdTree {
  private final int[] dimension;
  private final double[] threshold;
  private final long[] tieThreshold;
  private final int shards;

  /** Nodes lie in the array as leaves are counted: the root splits shards 0..N-1. */
  private KdTree(int shards) {
    this.shards = shards;
    dimension = new int[shards];
    threshold = new double[shards];
    tieThreshold = new long[shards];
  }

  /**
   * A tree over some of the trial's records.
   *
   * @param dimensions how many of the trial's dimensions count, the first ones
   * @param from first record
   * @param to after the last record
   * @param shares of the shards, adding up to 1
   */
  static KdTree of(Trial trial, int dimensions, int from, int to, double[] shares) {
    double[][] values = new double[dimensions][];
    double[][] ranks = new double[dimensions][];
    for (int d = 0; d < dimensions; d++) {
      values[d] = trial.coordinates().slice(d, from, to);
      for (int i = 0; i < values[d].length; i++) {
        values[d][i] = finite(values[d][i]);
      }
      ranks[d] = ranks(values[d]);
    }
    long[] ties = new long[to - from];
    Arrays.setAll(ties, i -> trial.tie(from + i));
    Integer[] rows = new Integer[to - from];
    Arrays.setAll(rows, i -> i);
    KdTree tree = new KdTree(shares.length);
    tree.new Growth(values, ranks, ties, shares).split(rows, 0, shares.length);
    return tree;
  }

  private static double finite(double value) {
    return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
  }

  private static double[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    Arrays.setAll(ranks, i -> Arrays.binarySearch(sorted, values[i]));
    return ranks;
  }

  /** The records that a tree grows from. */
  private final class Growth {
    private final double[][] values;
    private final double[][] ranks;
    private final long[] ties;
    private final double[] shares;

    Growth(double[][] values, double[][] ranks, long[] ties, double[] shares) {
      this.values = values;
      this.ranks = ranks;
      this.ties = ties;
      this.shares = shares;
    }

    /** Splits shards {@code low} to {@code high - 1}; the node's place is its first right shard. */
    void split(Integer[] rows, int low, int high) {
      if (high - low < 2) {
        return;
      }
      int middle = (low + high) >>> 1;
      int widest = widest(rows);
      double[] column = values[widest];
      Arrays.sort(
          rows,
          Comparator.<Integer>comparingDouble(row -> column[row])
              .thenComparingLong(row -> ties[row]));
      double left = sum(low, middle);
      double all = left + sum(middle, high);
      int wanted = (int) Math.round(rows.length * (all == 0 ? 0.5 : left / all));
      int at = nearestBoundary(rows, column, wanted);
      dimension[middle] = widest;
      threshold[middle] = at < rows.length ? column[rows[at]] : Double.POSITIVE_INFINITY;
      tieThreshold[middle] = at < rows.length ? ties[rows[at]] : Long.MAX_VALUE;
      split(Arrays.copyOfRange(rows, 0, at), low, middle);
      split(Arrays.copyOfRange(rows, at, rows.length), middle, high);
    }

    private double sum(int low, int high) {
      return Arrays.stream(shares, low, high).sum();
    }

    private int widest(Integer[] rows) {
      int widest = 0;
      double most = -1;
      for (int d = 0; d < ranks.length; d++) {
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (int row : rows) {
          least = Math.min(least, ranks[d][row]);
          largest = Math.max(largest, ranks[d][row]);
        }
        if (largest - least > most) {
          most = largest - least;
          widest = d;
        }
      }
      return widest;
    }

    /** The place nearest to the wanted one at which the sorted rows change. */
    private int nearestBoundary(Integer[] rows, double[] column, int wanted) {
      int below = wanted;
      while (below > 0 && below < rows.length && isSame(rows[below], rows[below - 1], column)) {
        below--;
      }
      int above = wanted;
      while (above > 0 && above < rows.length && isSame(rows[above], rows[above - 1], column)) {
        above++;
      }
      return below > 0 && wanted - below <= above - wanted ? below : above;
    }

    private boolean isSame(int one, int other, double[] column) {
      return column[one] == column[other] && ties[one] == ties[other];
    }
  }

  /** The leaf that holds a record. */
  int leaf(Trial trial, int record) {
    int low = 0;
    int high = shards;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      double value = finite(trial.coordinates().at(record, dimension[middle]));
      boolean left =
          value < threshold[middle]
              || (value == threshold[middle] && trial.tie(record) < tieThreshold[middle]);
      if (left) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  /** Marks the leaves that can hold answers of a query. */
  void ask(Trial trial, Query query, BitSet leaves) {
    ask(trial, query, trial.tie(query), 0, shards, leaves);
  }

  private void ask(Trial trial, Query query, OptionalLong tie, int low, int high, BitSet leaves) {
    if (high - low == 1) {
      leaves.set(low);
      return;
    }
    int middle = (low + high) >>> 1;
    Query.Bounds bounds = query.of(trial.dimensions().get(dimension[middle]));
    boolean tiesLeft = tie.isEmpty() || tie.getAsLong() < tieThreshold[middle];
    boolean tiesRight = tie.isEmpty() || tie.getAsLong() >= tieThreshold[middle];
    double at = threshold[middle];
    if (bounds.low() < at || (bounds.low() == at && tiesLeft)) {
      ask(trial, query, tie, low, middle, leaves);
    }
    if (bounds.high() > at || (bounds.high() == at && tiesRight)) {
      ask(trial, query, tie, middle, high, leaves);
    }
  }
}
