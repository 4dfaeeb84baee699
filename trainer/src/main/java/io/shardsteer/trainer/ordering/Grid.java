package io.shardsteer.trainer.ordering;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How finely an order is divided, and where its shards are expected to meet.
 *
 * <p>Divisions are first made where shards meet, so that the split points of a new model run
 * between cells and not through them, for any number of shards.
 *
 * @param cells how many cells at least, where the data can be told apart so far
 * @param borders where shards meet: ascending in (0,1), without 0 and 1
 */
public record Grid(int cells, List<Double> borders) {
  private static final double NEGLIGIBLE = 1e-6;
  private static final double NEGLIGIBLE_CELL = 0.25;

  public Grid {
    borders = List.copyOf(borders);
  }

  /** A grid for shards of equal size. */
  public static Grid of(int cells, int shards) {
    return new Grid(cells, IntStream.range(1, shards).mapToObj(i -> i / (double) shards).toList());
  }

  /** Whether a part of the order is a cell. */
  boolean isFine(double from, double to) {
    return (to - from) * cells < 1.01;
  }

  /** Whether a part of the order is so small that its divisions are not worth keeping. */
  boolean isNegligible(double from, double to) {
    return (to - from) * cells < NEGLIGIBLE_CELL;
  }

  /** Where a part of the order is best divided: where shards meet, else in its middle. */
  double aim(double from, double to) {
    double middle = (from + to) / 2;
    double best = middle;
    double distance = Double.POSITIVE_INFINITY;
    double margin = NEGLIGIBLE + (to - from) * 0.02;
    for (double border : borders) {
      boolean inside = border > from + margin && border < to - margin;
      if (inside && Math.abs(border - middle) < distance) {
        best = border;
        distance = Math.abs(border - middle);
      }
    }
    return best;
  }
}
