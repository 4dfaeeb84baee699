package io.shardsteer.trainer.ordering;

import java.util.Arrays;

/**
 * The boxes that a shape's queries ask for around records. Windows of a given width have it.
 * Windows without one hold their share of the load, by rank; where a shape has nothing else, they
 * grow together until the box holds that share, however the dimensions depend on each other.
 * Immutable.
 */
final class QueryBoxes {
  private static final int SIZING_ROWS = 2_000;
  private static final int SIZING_STEPS = 10;

  private final Points points;
  private final QueryShape shape;
  private final int[] dimensions;
  private final Marginal[] marginals;

  QueryBoxes(Points points, QueryShape shape) {
    this.points = points;
    this.shape = shape;
    dimensions = shape.parts().stream().mapToInt(QueryShape.Part::dimension).toArray();
    marginals =
        Arrays.stream(dimensions)
            .mapToObj(dimension -> Marginal.of(points, dimension))
            .toArray(Marginal[]::new);
  }

  /** The rows in the box around a row, ascending. */
  int[] answersAround(int centre) {
    Box box = around(centre, shape.grows() ? growth(centre) : Double.NaN);
    int[] found = new int[points.size()];
    int count = 0;
    for (int row = 0; row < points.size(); row++) {
      if (contains(box, row)) {
        found[count++] = row;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** The share by rank that each window needs for the box to hold the shape's share. */
  private double growth(int centre) {
    double target = ((QueryShape.Window) shape.parts().get(0)).share();
    int step = Math.max(1, points.size() / SIZING_ROWS);
    double small = target;
    double large = 1;
    for (int i = 0; i < SIZING_STEPS; i++) {
      double middle = Math.sqrt(small * large);
      if (heldShare(around(centre, middle), step) < target) {
        small = middle;
      } else {
        large = middle;
      }
    }
    return large;
  }

  private double heldShare(Box box, int step) {
    double held = 0;
    double total = 0;
    for (int row = 0; row < points.size(); row += step) {
      total += points.load(row);
      if (contains(box, row)) {
        held += points.load(row);
      }
    }
    return held / total;
  }

  private Box around(int centre, double grownShare) {
    double[] from = new double[dimensions.length];
    double[] to = new double[dimensions.length];
    for (int i = 0; i < dimensions.length; i++) {
      double value = points.value(centre, dimensions[i]);
      from[i] = value;
      to[i] = value;
      if (shape.parts().get(i) instanceof QueryShape.Window window) {
        if (window.width() > 0) {
          from[i] = value - window.width() / 2;
          to[i] = value + window.width() / 2;
        } else {
          double share = Double.isNaN(grownShare) ? window.share() : grownShare;
          double rank = marginals[i].rank(value);
          double middle = Math.max(share / 2, Math.min(rank, 1 - share / 2));
          from[i] = Math.min(value, marginals[i].quantile(middle - share / 2));
          to[i] = Math.max(value, marginals[i].quantile(middle + share / 2));
        }
      }
    }
    return new Box(from, to);
  }

  private boolean contains(Box box, int row) {
    for (int i = 0; i < dimensions.length; i++) {
      double value = points.value(row, dimensions[i]);
      if (value < box.from()[i] || value > box.to()[i]) {
        return false;
      }
    }
    return true;
  }

  /** Bounds by part, both inclusive. */
  @SuppressWarnings("ArrayRecordComponent") // carried from method to method, never compared
  private record Box(double[] from, double[] to) {}
}
