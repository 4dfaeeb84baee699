package io.shardsteer.common.steering;

/**
 * How finely an order tells positions apart: the number of their bits that count.
 *
 * <p>An order of a lower resolution has 2^resolution steps. Each holds what a finer order would
 * keep in places of its own, and the hash of the key spreads a step's records over it. A split
 * point through a step then divides whatever lies in it evenly, also what moves about in it faster
 * than split points could follow: a lower resolution keeps shards more even, a higher one keeps
 * more together. Hash sharding is the limit of no bits.
 */
public final class Resolution {
  /** Every position has a place of its own, of the {@value} bits that an order key has for it. */
  public static final int FULL = 24;

  /** Two halves. */
  public static final int LOWEST = 1;

  private static final double FINEST_STEPS = 1 << FULL;

  /** Steps to a shard, in bits, of the highest resolution below the full one. */
  private static final int BITS_WITHIN_A_SHARD = 4;

  private Resolution() {}

  /**
   * Where an order key lies in an order of lower resolution.
   *
   * @param orderKey of the finest order, as {@link OrderKey#of} makes it
   * @return in [0,1); exact, so that every instance computes the same
   */
  public static double reduce(double orderKey, int resolution) {
    if (resolution == FULL) {
      return orderKey;
    }
    double fine = orderKey * FINEST_STEPS;
    double tie = fine - Math.floor(fine);
    double steps = steps(resolution);
    return (Math.floor(orderKey * steps) + tie) / steps;
  }

  /** Into how many steps an order is divided. */
  public static int steps(int resolution) {
    return 1 << resolution;
  }

  /** The next lower resolution for a number of shards: half the steps. */
  public static int lower(int resolution, int shards) {
    return resolution == FULL ? finestReduced(shards) : Math.max(LOWEST, resolution - 1);
  }

  /** The next finer resolution for a number of shards: twice the steps. */
  public static int higher(int resolution, int shards) {
    return resolution >= finestReduced(shards) ? FULL : resolution + 1;
  }

  private static int finestReduced(int shards) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(shards - 1);
    return Math.min(FULL - 1, bits + BITS_WITHIN_A_SHARD);
  }
}
