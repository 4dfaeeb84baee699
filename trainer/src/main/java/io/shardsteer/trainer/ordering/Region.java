package io.shardsteer.trainer.ordering;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rows of a node under construction and the queries that have answers among them.
 *
 * @param sorted the rows in ascending order of each dimension, [dimension][i]
 * @param load their load
 * @param queries queries with answers here
 * @param answers their answers here, [i of queries][]
 */
@SuppressWarnings("ArrayRecordComponent") // carried from method to method, never compared
record Region(int[][] sorted, double load, int[] queries, int[][] answers) {

  static Region whole(Points points, DrawnQueries drawn) {
    int[][] sorted = new int[points.dimensions()][];
    for (int d = 0; d < sorted.length; d++) {
      int dimension = d;
      sorted[d] =
          IntStream.range(0, points.size())
              .boxed()
              .sorted(java.util.Comparator.comparingDouble(row -> points.value(row, dimension)))
              .mapToInt(Integer::intValue)
              .toArray();
    }
    int[] queries = IntStream.range(0, drawn.size()).toArray();
    int[][] answers = IntStream.of(queries).mapToObj(drawn::answers).toArray(int[][]::new);
    return new Region(sorted, points.totalLoad(), queries, answers);
  }

  int rows() {
    return sorted[0].length;
  }

  /** The part on one side of a threshold. */
  Region side(Points points, int dimension, double threshold, boolean below) {
    int[][] rows = new int[sorted.length][];
    for (int d = 0; d < sorted.length; d++) {
      rows[d] = side(points, sorted[d], dimension, threshold, below);
    }
    double sideLoad = 0;
    for (int row : rows[0]) {
      sideLoad += points.load(row);
    }
    int[] sideQueries = new int[queries.length];
    int[][] sideAnswers = new int[queries.length][];
    int count = 0;
    for (int i = 0; i < queries.length; i++) {
      int[] kept = side(points, answers[i], dimension, threshold, below);
      if (kept.length > 0) {
        sideQueries[count] = queries[i];
        sideAnswers[count++] = kept;
      }
    }
    return new Region(
        rows, sideLoad, Arrays.copyOf(sideQueries, count), Arrays.copyOf(sideAnswers, count));
  }

  private static int[] side(
      Points points, int[] rows, int dimension, double threshold, boolean below) {
    int[] kept = new int[rows.length];
    int count = 0;
    for (int row : rows) {
      if (points.value(row, dimension) < threshold == below) {
        kept[count++] = row;
      }
    }
    return Arrays.copyOf(kept, count);
  }
}
