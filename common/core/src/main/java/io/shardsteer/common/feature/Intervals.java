package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;

/**
 * Arithmetic with all the numbers of two intervals. Rounding never turns an order around, so the
 * ends of a result are those of rounded ends (Moore, "Interval Analysis", 1966).
 */
final class Intervals {
  private Intervals() {}

  static NumberSet difference(NumberSet a, NumberSet b) {
    return a.hasNumbers() && b.hasNumbers()
        ? between(a, b, a.min() - b.max(), a.max() - b.min())
        : NumberSet.MISSING;
  }

  static NumberSet product(NumberSet a, NumberSet b) {
    return a.hasNumbers() && b.hasNumbers()
        ? ofCorners(
            a, b, a.min() * b.min(), a.min() * b.max(), a.max() * b.min(), a.max() * b.max())
        : NumberSet.MISSING;
  }

  static NumberSet ratio(NumberSet a, NumberSet b) {
    if (!a.hasNumbers() || !b.hasNumbers()) {
      return NumberSet.MISSING;
    }
    return b.contains(0)
        ? NumberSet.ALL
        : ofCorners(
            a, b, a.min() / b.min(), a.min() / b.max(), a.max() / b.min(), a.max() / b.max());
  }

  private static NumberSet ofCorners(
      NumberSet a, NumberSet b, double one, double two, double three, double four) {
    return between(
        a,
        b,
        Math.min(Math.min(one, two), Math.min(three, four)),
        Math.max(Math.max(one, two), Math.max(three, four)));
  }

  /** Ends that are no numbers come from infinities. */
  private static NumberSet between(NumberSet a, NumberSet b, double low, double high) {
    if (Double.isNaN(low) || Double.isNaN(high) || (a.isUnbounded() && b.isUnbounded())) {
      return NumberSet.ALL;
    }
    return NumberSet.between(low, high).orMissing(a.hasMissing() || b.hasMissing());
  }
}
