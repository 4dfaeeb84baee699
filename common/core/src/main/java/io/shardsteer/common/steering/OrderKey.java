package io.shardsteer.common.steering;

/**
 * A place in the learned order: a number in [0,1) with 48 significant bits.
 *
 * <p>The high 24 bits are the model's position, the low 24 bits the hash of the record's key, so
 * that records with equal positions can still be told apart and a heap of them can be cut. Every
 * order key is exactly representable as a {@code double}, hence also in JSON.
 */
public final class OrderKey {
  private static final double POSITION_STEPS = 0x1p24;
  private static final double STEP = 0x1p-24;

  private OrderKey() {}

  /**
   * Joins a position with the hash of the record's key.
   *
   * @param position the predicted place in the order; values outside [0,1) are clamped into it
   * @param keyHash a well mixed 64-bit hash of the key; its highest 24 bits break ties
   * @return the order key in [0,1)
   * @throws IllegalArgumentException if the position is NaN
   */
  public static double of(double position, long keyHash) {
    if (Double.isNaN(position)) {
      throw new IllegalArgumentException("A position must be a number, but it is NaN.");
    }
    double step = Math.floor(Math.max(0, Math.min(position, 1)) * POSITION_STEPS);
    double clamped = Math.min(step, POSITION_STEPS - 1);
    return clamped * STEP + (keyHash >>> 40) * 0x1p-48;
  }

  /** The position that an order key was made of, rounded down to its 24 bits. */
  public static double position(double orderKey) {
    return Math.floor(orderKey * POSITION_STEPS) * STEP;
  }

  /** The position that a record has while there is no model: its key's hash, in [0,1). */
  public static double hashPosition(long keyHash) {
    return (keyHash >>> 11) * 0x1p-53;
  }
}
