package io.shardsteer.deploy.replay.method;

import io.shardsteer.deploy.replay.stream.Coordinates;
import java.util.Arrays;

/**
 * A balanced k-d tree with one leaf a shard, numbered in order (Bentley, Multidimensional binary
 * search trees used for associative searching, CACM 1975). Each split divides its records in
 * proportion to the shards on either side, on the dimension in which they spread widest (Friedman,
 * Bentley, Finkel, ACM TOMS 1977) as ranks of all records, so that units do not matter. Missing
 * values lie below all others. Immutable.
 */
final class KdTree {
  private final int[] dimension;
  private final double[] threshold;
  private final int shards;

  /** Nodes lie in the array as leaves are counted: the root splits shards 0..N-1. */
  private KdTree(int shards) {
    this.shards = shards;
    dimension = new int[shards];
    threshold = new double[shards];
  }

  /** A tree over the given records. */
  static KdTree of(Coordinates coordinates, int from, int to, int shards) {
    KdTree tree = new KdTree(shards);
    int dimensions = coordinates.dimensions();
    double[][] values = new double[dimensions][];
    double[][] ranks = new double[dimensions][];
    for (int d = 0; d < dimensions; d++) {
      values[d] = coordinates.slice(d, from, to);
      for (int i = 0; i < values[d].length; i++) {
        values[d][i] = finite(values[d][i]);
      }
      ranks[d] = ranks(values[d]);
    }
    Integer[] rows = new Integer[to - from];
    Arrays.setAll(rows, i -> i);
    tree.split(rows, values, ranks, 0, shards);
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

  /** Splits shards {@code low} to {@code high - 1}; the node's place is its first right shard. */
  private void split(Integer[] rows, double[][] values, double[][] ranks, int low, int high) {
    if (high - low < 2) {
      return;
    }
    int middle = (low + high) >>> 1;
    int widest = widest(rows, ranks);
    Arrays.sort(rows, (a, b) -> Double.compare(values[widest][a], values[widest][b]));
    int wanted = (int) ((long) rows.length * (middle - low) / (high - low));
    int at = nearestBoundary(rows, values[widest], wanted);
    dimension[middle] = widest;
    threshold[middle] = at < rows.length ? values[widest][rows[at]] : Double.POSITIVE_INFINITY;
    split(Arrays.copyOfRange(rows, 0, at), values, ranks, low, middle);
    split(Arrays.copyOfRange(rows, at, rows.length), values, ranks, middle, high);
  }

  private static int widest(Integer[] rows, double[][] ranks) {
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

  /** The place nearest to the wanted one at which the sorted values change. */
  private static int nearestBoundary(Integer[] rows, double[] values, int wanted) {
    int below = wanted;
    while (below > 0 && below < rows.length && values[rows[below]] == values[rows[below - 1]]) {
      below--;
    }
    int above = wanted;
    while (above > 0 && above < rows.length && values[rows[above]] == values[rows[above - 1]]) {
      above++;
    }
    return below > 0 && wanted - below <= above - wanted ? below : above;
  }

  /** The leaf that holds a record. */
  int leaf(Coordinates coordinates, int record) {
    int low = 0;
    int high = shards;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (finite(coordinates.at(record, dimension[middle])) < threshold[middle]) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }
}
