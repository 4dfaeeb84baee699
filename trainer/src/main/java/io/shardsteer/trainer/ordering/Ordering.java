package io.shardsteer.trainer.ordering;

import java.util.List;

/**
 * An order of records: a k-d tree over the query dimensions whose cells, from left to right, take
 * as much of [0,1) as they hold of the load. Immutable, thread-safe.
 *
 * <p>A cell that cannot be divided (many records alike) is as wide as it is heavy: the hash of the
 * key, in the order key, divides it further.
 */
public final class Ordering {
  private final List<String> dimensions;
  private final Node root;

  Ordering(List<String> dimensions, Node root) {
    this.dimensions = List.copyOf(dimensions);
    this.root = root;
  }

  /** Names of the dimensions. */
  public List<String> dimensions() {
    return dimensions;
  }

  Node root() {
    return root;
  }

  /**
   * The place of a record in the order: the middle of its cell.
   *
   * @param values one per dimension; NaN means missing
   * @return in (0,1)
   */
  public double locate(double[] values) {
    Node node = root;
    while (node instanceof Node.Split split) {
      boolean below = Points.orMissing(values[split.dimension()]) < split.threshold();
      node = below ? split.below() : split.above();
    }
    return (node.from() + node.to()) / 2;
  }

  /** The places of all points. */
  public double[] locate(Points points) {
    double[] values = new double[points.dimensions()];
    double[] positions = new double[points.size()];
    for (int row = 0; row < positions.length; row++) {
      for (int dimension = 0; dimension < values.length; dimension++) {
        values[dimension] = points.value(row, dimension);
      }
      positions[row] = locate(values);
    }
    return positions;
  }

  public int cells() {
    return cells(root);
  }

  private static int cells(Node node) {
    return node instanceof Node.Split split ? cells(split.below()) + cells(split.above()) : 1;
  }
}
