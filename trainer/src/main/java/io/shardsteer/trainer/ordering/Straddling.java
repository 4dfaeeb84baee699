package io.shardsteer.trainer.ordering;

/**
 * How many of the declared queries would have answers on both sides of a threshold, in one region
 * and dimension.
 *
 * <p>It is counted on the answers themselves, so a query on a station does not straddle a threshold
 * in latitude, although it does not name one. A query with few sampled answers says little: its
 * chance to be seen on both sides is {@code 1 - p^m - q^m} for m answers and sides p and q, and a
 * shape's share is corrected by it. Where too little is seen, a query that does not fix the
 * dimension straddles.
 */
final class Straddling {
  private static final double PRIOR = 0.02;

  private final DrawnQueries drawn;
  private final Region region;
  private final int dimension;
  private final double[] lowest;
  private final double[] highest;

  Straddling(Points points, DrawnQueries drawn, Region region, int dimension) {
    this.drawn = drawn;
    this.region = region;
    this.dimension = dimension;
    int queries = region.queries().length;
    lowest = new double[queries];
    highest = new double[queries];
    for (int i = 0; i < queries; i++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int row : region.answers()[i]) {
        double value = points.value(row, dimension);
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      lowest[i] = low;
      highest[i] = high;
    }
  }

  /**
   * Weight of the queries that straddle.
   *
   * @param below share of the region's load below the threshold, in (0,1)
   */
  double weight(double threshold, double below) {
    int shapes = drawn.shapes().size();
    double[] touching = new double[shapes];
    double[] seen = new double[shapes];
    double[] visible = new double[shapes];
    for (int i = 0; i < lowest.length; i++) {
      int query = region.queries()[i];
      int shape = drawn.shape(query);
      double weight = drawn.weight(query);
      int answers = region.answers()[i].length;
      touching[shape] += weight;
      visible[shape] += weight * (1 - Math.pow(below, answers) - Math.pow(1 - below, answers));
      if (lowest[i] < threshold && highest[i] >= threshold) {
        seen[shape] += weight;
      }
    }
    double sum = 0;
    for (int shape = 0; shape < shapes; shape++) {
      if (touching[shape] > 0) {
        double prior = PRIOR * touching[shape];
        double expected = drawn.shapes().get(shape).fixes(dimension) ? 0 : prior;
        double share = Math.min(1, (seen[shape] + expected) / (visible[shape] + prior));
        sum += touching[shape] * share;
      }
    }
    return sum;
  }
}
