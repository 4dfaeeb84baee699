package io.shardsteer.common.steering;

import java.util.Base64;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantilesDoublesSketchIterator;

/**
 * The distribution of the order keys of many records in bounded space: a KLL sketch (Karnin, Lang,
 * Liberty: "Optimal Quantile Approximation in Streams", FOCS 2016). It travels as {@link
 * SketchedOrderKeys}. Up to about its accuracy k in records it is exact. Not thread-safe.
 */
public final class OrderKeySketch {
  private static final int LEAST_ACCURACY = 1024;
  private static final int MOST_ACCURACY = 8192;
  private static final int ACCURACY_PER_SHARD = 32;

  /** Longest text that is read: four times what the most accurate sketch takes. */
  private static final int MAX_TEXT = 1 << 21;

  // Where the preamble of a serialised KLL sketch says what its reader would allocate.
  private static final int VERSION_AT = 1;
  private static final int ACCURACY_AT = 4;
  private static final int LEAST_WIDTH_AT = 6;
  private static final int LEVELS_AT = 18;
  private static final int SINGLE_ITEM_VERSION = 2;
  private static final int LEAST_WIDTH = 8;
  private static final int MOST_LEVELS = 60;

  private final KllDoublesSketch sketch;

  private OrderKeySketch(KllDoublesSketch sketch) {
    this.sketch = sketch;
  }

  /**
   * An empty sketch that is accurate enough to split point the order into the given number of
   * shards: rank error below a tenth of a shard up to 256 shards, of a quarter at 1,024.
   */
  public static OrderKeySketch forShards(int count) {
    int accuracy = Math.max(LEAST_ACCURACY, Math.min(ACCURACY_PER_SHARD * count, MOST_ACCURACY));
    return new OrderKeySketch(KllDoublesSketch.newHeapInstance(accuracy));
  }

  /** The bytes of a text of order keys, unless it is too long. */
  static byte[] bytes(String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "An order key sketch has at most %d characters, but it has %d."
              .formatted(MAX_TEXT, text.length()));
    }
    return Base64.getDecoder().decode(text);
  }

  /**
   * The sketch of the library's bytes, as earlier versions sent it.
   *
   * @throws IllegalArgumentException if they are not one of order keys
   */
  static OrderKeySketch of(byte[] bytes) {
    try {
      requireBoundedFrame(bytes);
      var sketch = new OrderKeySketch(KllDoublesSketch.heapify(Memory.wrap(bytes)));
      sketch.requireOrderKeys();
      return sketch;
    } catch (RuntimeException | AssertionError unreadable) {
      // Some of the library's checks are assertions, which fail where they are switched on.
      throw new IllegalArgumentException(
          "An order key sketch cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** The library allocates what the preamble asks for before it looks at the rest. */
  private static void requireBoundedFrame(byte[] bytes) {
    if (bytes.length <= LEAST_WIDTH_AT) {
      throw new IllegalArgumentException("It has %d bytes.".formatted(bytes.length));
    }
    int version = bytes[VERSION_AT];
    int accuracy = (bytes[ACCURACY_AT] & 0xff) | (bytes[ACCURACY_AT + 1] & 0xff) << 8;
    int levels =
        version == SINGLE_ITEM_VERSION || bytes.length <= LEVELS_AT ? 1 : bytes[LEVELS_AT] & 0xff;
    if (version < 1
        || version > SINGLE_ITEM_VERSION
        || accuracy > MOST_ACCURACY
        || bytes[LEAST_WIDTH_AT] != LEAST_WIDTH
        || levels > MOST_LEVELS) {
      throw new IllegalArgumentException(
          "It is of version %d, with an accuracy of %d and %d levels."
              .formatted(version, accuracy, levels));
    }
  }

  /** The library looks at the frame of a sketch, not at what is in it. */
  private void requireOrderKeys() {
    long[] weights = {0};
    forEach(
        (orderKey, weight) -> {
          if (!(orderKey >= 0 && orderKey < 1) || weight < 1) {
            throw new IllegalArgumentException(
                "It holds %s, %d times, as an order key.".formatted(orderKey, weight));
          }
          weights[0] = Math.addExact(weights[0], weight);
        });
    if (weights[0] != count()) {
      throw new IllegalArgumentException(
          "It counts %d order keys, but holds %d.".formatted(count(), weights[0]));
    }
  }

  public void add(double orderKey) {
    sketch.update(orderKey);
  }

  /** Adds an order key as if it came {@code times} times. */
  public void add(double orderKey, long times) {
    sketch.update(orderKey, times);
  }

  public void clear() {
    sketch.reset();
  }

  /** Additions so far. */
  public long count() {
    return sketch.getN();
  }

  /** Takes an order key that stands for a number of additions. */
  @FunctionalInterface
  public interface WeightedOrderKey {
    void accept(double orderKey, long weight);
  }

  /** Tells every retained order key, in no order; the weights add up to {@link #count}. */
  public void forEach(WeightedOrderKey consumer) {
    QuantilesDoublesSketchIterator retained = sketch.iterator();
    while (retained.next()) {
      consumer.accept(retained.getQuantile(), retained.getWeight());
    }
  }
}
