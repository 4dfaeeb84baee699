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

  /** Longest text that is read: four times what the most accurate sketch takes. */
  private static final int MAX_TEXT = 1 << 21;

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
    return of(retained, sketch.count());
  }

  private static SketchedOrderKeys of(List<double[]> retained, long count) {
    retained.sort(Comparator.comparingDouble(item -> item[0]));
    return new SketchedOrderKeys(
        retained.stream().mapToDouble(item -> item[0]).toArray(),
        retained.stream().mapToDouble(item -> item[1]).toArray(),
        count);
  }

  /**
   * What a sketch has retained.
   *
   * @param orderKeys in any order
   * @param weights the additions that each stands for
   * @throws IllegalArgumentException if these are not order keys, or the weights do not add up
   */
  static SketchedOrderKeys retained(double[] orderKeys, long[] weights, long count) {
    List<double[]> retained = new ArrayList<>();
    long left = count;
    for (int i = 0; i < orderKeys.length; i++) {
      if (!(orderKeys[i] >= 0 && orderKeys[i] < 1)) {
        throw new IllegalArgumentException("It holds %s as an order key.".formatted(orderKeys[i]));
      }
      if (weights[i] > left) {
        throw new IllegalArgumentException("It holds more than it counts, %d.".formatted(count));
      }
      left -= weights[i];
      retained.add(new double[] {orderKeys[i], weights[i]});
    }
    if (left != 0) {
      throw new IllegalArgumentException(
          "It counts %d order keys, but holds %d fewer.".formatted(count, left));
    }
    return of(retained, count);
  }

  /**
   * @param text of either form
   * @throws IllegalArgumentException if it is neither
   */
  public static SketchedOrderKeys fromText(String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "An order key sketch has at most %d characters, but it has %d."
              .formatted(MAX_TEXT, text.length()));
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return bytes.length > 0 && bytes[0] == QUANTILES ? ofQuantiles(bytes) : KllBytes.read(bytes);
    } catch (IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "An order key sketch cannot be read: " + unreadable.getMessage(), unreadable);
    }
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
