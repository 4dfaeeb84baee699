package io.shardsteer.common.steering;

import java.util.Base64;

/**
 * What an {@link OrderKeySketch} holds when it has travelled: order keys, each with the number of
 * additions that it stands for. Immutable.
 */
public final class SketchedOrderKeys {
  /** Longest text that is read: four times what the most accurate sketch takes. */
  private static final int MAX_TEXT = 1 << 21;

  private final double[] orderKeys;
  private final long[] weights;
  private final long count;

  /**
   * @throws IllegalArgumentException if these are not order keys, or the weights do not add up
   */
  SketchedOrderKeys(double[] orderKeys, long[] weights, long count) {
    long left = count;
    for (int i = 0; i < orderKeys.length; i++) {
      if (!(orderKeys[i] >= 0 && orderKeys[i] < 1)) {
        throw new IllegalArgumentException("It holds %s as an order key.".formatted(orderKeys[i]));
      }
      if (weights[i] > left) {
        throw new IllegalArgumentException("It holds more than it counts, %d.".formatted(count));
      }
      left -= weights[i];
    }
    if (left != 0) {
      throw new IllegalArgumentException(
          "It counts %d order keys, but holds %d fewer.".formatted(count, left));
    }
    this.orderKeys = orderKeys;
    this.weights = weights;
    this.count = count;
  }

  /**
   * @param text what {@link OrderKeySketch#toText} gave, not empty
   * @throws IllegalArgumentException if it is not that
   */
  public static SketchedOrderKeys fromText(String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "An order key sketch has at most %d characters, but it has %d."
              .formatted(MAX_TEXT, text.length()));
    }
    try {
      return KllBytes.read(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "An order key sketch cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** Additions that the sketch has seen. */
  public long count() {
    return count;
  }

  /** Takes an order key that stands for a number of additions. */
  @FunctionalInterface
  public interface WeightedOrderKey {
    void accept(double orderKey, long weight);
  }

  /** Tells every order key, in no order; the weights add up to {@link #count}. */
  public void forEach(WeightedOrderKey consumer) {
    for (int i = 0; i < orderKeys.length; i++) {
      consumer.accept(orderKeys[i], weights[i]);
    }
  }
}
