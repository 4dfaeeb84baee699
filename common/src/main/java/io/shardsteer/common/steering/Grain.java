package io.shardsteer.common.steering;

/**
 * How finely an order tells positions apart: the number of their bits that count.
 *
 * <p>Of a coarser order's 2^grain steps each holds what a finer one would keep in places of its
 * own, and the hash of the key spreads a step's records over it. A cut through a step then divides
 * whatever lies in it evenly, also what moves about in it faster than cuts could follow: coarser
 * orders stay more even, finer ones keep more together. Hash sharding is the limit of no bits.
 */
public final class Grain {
  /** Every position has a place of its own, of the {@value} bits that an address has for it. */
  public static final int FINEST = 24;

  /** Two halves. */
  public static final int COARSEST = 1;

  private static final double FINEST_STEPS = 1 << FINEST;

  /** Steps to a shard, in bits, of the finest order that is coarser than the finest. */
  private static final int BITS_WITHIN_A_SHARD = 4;

  private Grain() {}

  /**
   * Where an address lies in a coarser order.
   *
   * @param address of the finest order, as {@link Address#of} makes it
   * @return in [0,1); exact, so that every instance computes the same
   */
  public static double coarsen(double address, int grain) {
    if (grain == FINEST) {
      return address;
    }
    double fine = address * FINEST_STEPS;
    double tie = fine - Math.floor(fine);
    double steps = steps(grain);
    return (Math.floor(address * steps) + tie) / steps;
  }

  /** Into how many steps an order is divided. */
  public static int steps(int grain) {
    return 1 << grain;
  }

  /** The next coarser grain for a number of shards: half the steps. */
  public static int coarser(int grain, int shards) {
    return grain == FINEST ? finestCoarse(shards) : Math.max(COARSEST, grain - 1);
  }

  /** The next finer grain for a number of shards: twice the steps. */
  public static int finer(int grain, int shards) {
    return grain >= finestCoarse(shards) ? FINEST : grain + 1;
  }

  private static int finestCoarse(int shards) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(shards - 1);
    return Math.min(FINEST - 1, bits + BITS_WITHIN_A_SHARD);
  }
}
