package io.shardsteer.common.steering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * What is left of an {@link OrderKeySketch} where it is read: ascending order keys, each with the
 * number of additions that it stands for. It travels as text of two forms: that of a sketch, as
 * earlier versions send it, and equally weighted quantiles of one, which take a tenth of the room.
 * Immutable.
 */
public final class SketchedOrderKeys {
  /** First byte of quantiles; a sketch begins with the length of its preamble, 2 or 5. */
  private static final int QUANTILES = 0x51;

  private static final double STEPS = 0x1p48;

  private final double[] orderKeys;
  private final double[] weights;
  private final long count;

  private SketchedOrderKeys(double[] orderKeys, double[] weights, long count) {
    this.orderKeys = orderKeys;
    this.weights = weights;
    this.count = count;
  }

  /**
   * As many equally weighted quantiles of a sketch as are wanted, or all of its order keys where
   * those are not more: text for {@link #fromText}; empty where nothing was added.
   *
   * @param most order keys that are kept, at least 1
   * @param offset in [0,1), where in its part of the order each quantile lies. Other offsets in
   *     other texts keep errors from adding up when they are merged
   */
  public static String toText(OrderKeySketch sketch, int most, double offset) {
    if (sketch.count() == 0) {
      return "";
    }
    SketchedOrderKeys retained = of(sketch);
    boolean isExact = retained.orderKeys.length == retained.count;
    long[] fixed =
        isExact && retained.count <= most
            ? Arrays.stream(retained.orderKeys).mapToLong(it -> (long) (it * STEPS)).toArray()
            : retained.quantiles(most, offset);
    var bytes = new PackedBytes();
    bytes.put(QUANTILES);
    bytes.putNumber(retained.count);
    bytes.putNumber(fixed.length);
    PackedSplitPoints.write(bytes, fixed, null);
    return Base64.getEncoder().encodeToString(bytes.toArray());
  }

  private long[] quantiles(int most, double offset) {
    long[] fixed = new long[most];
    int at = 0;
    double through = weights[0];
    for (int i = 0; i < most; i++) {
      double rank = (i + offset) / most * count;
      while (through <= rank && at < weights.length - 1) {
        through += weights[++at];
      }
      fixed[i] = (long) (orderKeys[at] * STEPS);
    }
    return fixed;
  }

  private static SketchedOrderKeys of(OrderKeySketch sketch) {
    List<double[]> retained = new ArrayList<>();
    sketch.forEach((orderKey, weight) -> retained.add(new double[] {orderKey, weight}));
    retained.sort(Comparator.comparingDouble(item -> item[0]));
    return new SketchedOrderKeys(
        retained.stream().mapToDouble(item -> item[0]).toArray(),
        retained.stream().mapToDouble(item -> item[1]).toArray(),
        sketch.count());
  }

  /**
   * @param text of either form
   * @throws IllegalArgumentException if it is neither
   */
  public static SketchedOrderKeys fromText(String text) {
    byte[] bytes = OrderKeySketch.bytes(text);
    return bytes.length > 0 && bytes[0] == QUANTILES
        ? ofQuantiles(bytes)
        : of(OrderKeySketch.of(bytes));
  }

  private static SketchedOrderKeys ofQuantiles(byte[] bytes) {
    try {
      var from = new PackedBytes.Reader(bytes, 1);
      long count = from.number();
      long size = from.number();
      if (size < 1 || size > count || size > PackedSplitPoints.MOST) {
        throw new IllegalArgumentException(
            "%d order keys cannot stand for %d.".formatted(size, count));
      }
      long[] fixed = new long[(int) size];
      PackedSplitPoints.read(from, fixed);
      double[] orderKeys = new double[fixed.length];
      for (int i = 0; i < fixed.length; i++) {
        orderKeys[i] = fixed[i] / STEPS;
        if (!(orderKeys[i] < 1 && orderKeys[i] >= (i == 0 ? 0 : orderKeys[i - 1]))) {
          throw new IllegalArgumentException(
              "Order keys ascend within [0,1), but one is %s.".formatted(orderKeys[i]));
        }
      }
      double[] weights = new double[fixed.length];
      Arrays.fill(weights, (double) count / size);
      return new SketchedOrderKeys(orderKeys, weights, count);
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException("The order keys are cut off.", e);
    }
  }

  /** Ascending, in [0,1). */
  public double[] orderKeys() {
    return orderKeys.clone();
  }

  /** The additions that each order key stands for; they add up to {@link #count}. */
  public double[] weights() {
    return weights.clone();
  }

  /** Additions to the sketch. */
  public long count() {
    return count;
  }
}
