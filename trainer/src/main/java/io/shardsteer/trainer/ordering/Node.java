package io.shardsteer.trainer.ordering;

/** A part of an {@link Ordering}. */
sealed interface Node {
  /** Where the node begins in the order, inclusive, in [0,1). */
  double from();

  /** Where it ends, exclusive, in (0,1]. */
  double to();

  /** A leaf: records that the order does not tell apart. */
  record Cell(double from, double to) implements Node {}

  /**
   * Two sides of a threshold.
   *
   * @param threshold values below it lie on the side {@code below}, {@link Points#MISSING} too
   * @param belowFirst whether the side below comes first in the order
   */
  record Split(int dimension, double threshold, boolean belowFirst, Node below, Node above)
      implements Node {
    @Override
    public double from() {
      return belowFirst ? below.from() : above.from();
    }

    @Override
    public double to() {
      return belowFirst ? above.to() : below.to();
    }
  }
}
