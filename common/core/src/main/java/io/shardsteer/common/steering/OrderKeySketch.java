package io.shardsteer.common.steering;

import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.quantilescommon.QuantilesDoublesSketchIterator;

/**
 * The distribution of the order keys of many records in bounded space: a KLL sketch (Karnin, Lang,
 * Liberty: "Optimal Quantile Approximation in Streams", FOCS 2016). It travels as {@link
 * SketchedOrderKeys}. Up to about its accuracy k in records it is exact. Not thread-safe.
 */
public final class OrderKeySketch {
  private static final int LEAST_ACCURACY = 1024;
  private static final int ACCURACY_PER_SHARD = 32;

  private final KllDoublesSketch sketch;

  private OrderKeySketch(KllDoublesSketch sketch) {
    this.sketch = sketch;
  }

  /**
   * An empty sketch that is accurate enough to split point the order into the given number of
   * shards: rank error below a tenth of a shard up to 256 shards, of a quarter at 1,024.
   */
  public static OrderKeySketch forShards(int count) {
    int accuracy =
        Math.max(LEAST_ACCURACY, Math.min(ACCURACY_PER_SHARD * count, KllBytes.MOST_ACCURACY));
    return new OrderKeySketch(KllDoublesSketch.newHeapInstance(accuracy));
  }

  /**
   * @param orderKey in [0,1)
   */
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
