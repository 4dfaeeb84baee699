package io.shardsteer.trainer.ordering;

import java.util.List;
import java.util.Optional;

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

  /**
   * The same order over other dimensions, if these have all that it goes by: what is asked for
   * changes sooner than what an order is made of.
   */
  public Optional<Ordering> over(List<String> others) {
    int[] indexes = dimensions.stream().mapToInt(others::indexOf).toArray();
    return renumbered(root, indexes).map(same -> new Ordering(others, same));
  }

  private static Optional<Node> renumbered(Node node, int[] indexes) {
    if (!(node instanceof Node.Split split)) {
      return Optional.of(node);
    }
    Optional<Node> below = renumbered(split.below(), indexes);
    Optional<Node> above = renumbered(split.above(), indexes);
    int dimension = indexes[split.dimension()];
    return dimension < 0 || below.isEmpty() || above.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Node.Split(
                dimension, split.threshold(), split.belowFirst(), below.get(), above.get()));
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
