package io.shardsteer.trainer;

import io.shardsteer.common.message.Sample;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.OrderKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A seeded stream of places around twenty hot spots that can drift or jump. */
final class HotSpots {
  private static final int SPOTS = 20;

  private final Random random;
  private final double[][] centres = new double[SPOTS][2];
  private int produced;

  HotSpots(long seed) {
    System.out.println("HotSpots seed " + seed);
    random = new Random(seed);
    jump();
  }

  /** All spots move elsewhere. */
  void jump() {
    for (double[] centre : centres) {
      centre[0] = random.nextDouble();
      centre[1] = random.nextDouble();
    }
  }

  /** All spots move a little. */
  void drift(double deviation) {
    for (double[] centre : centres) {
      centre[0] += deviation * random.nextGaussian();
      centre[1] += deviation * random.nextGaussian();
    }
  }

  /** All spots come together at one point. */
  void gatherAt(double x, double y) {
    for (double[] centre : centres) {
      centre[0] = x;
      centre[1] = y;
    }
  }

  /** The next records, as hash sharding over 8 shards samples them. */
  List<Sample> next(int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int spot = (int) Math.pow(SPOTS + 1, random.nextDouble()) - 1;
      Map<String, Object> fields =
          Map.of(
              "noise",
              random.nextDouble(),
              "x",
              centres[spot][0] + 0.01 * random.nextGaussian(),
              "y",
              centres[spot][1] + 0.01 * random.nextGaussian());
      long hash = KeyHash.of("record " + produced);
      double orderKey = OrderKey.of(OrderKey.hashPosition(hash), hash);
      samples.add(
          new Sample(
              fields,
              "record " + produced,
              hash,
              (int) (orderKey * 8),
              orderKey,
              0,
              200,
              1,
              produced++));
    }
    return samples;
  }
}
