package io.shardsteer.trainer.training;

import io.shardsteer.common.feature.FeatureColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Synthetic rides: two numbers and a categorical column, each sometimes missing, and a position
 * with jumps in it that depends on all three.
 */
public final class Rides {
  private static final List<FeatureColumn> COLUMNS =
      List.of(
          new FeatureColumn("hour", List.of()),
          new FeatureColumn("station", List.of("north", "east", "south", "west", "centre")),
          new FeatureColumn("distance", List.of()));

  private final double[][] rows;
  private final double[] labels;

  public Rides(long seed, int count) {
    Random random = new Random(seed);
    rows = new double[count][];
    labels = new double[count];
    for (int r = 0; r < count; r++) {
      double hour = random.nextDouble() * 24;
      int station = random.nextInt(5);
      double distance = Math.exp(random.nextGaussian());
      labels[r] = Math.min(0.999, (station * 2 + (hour > 12 ? 1 : 0)) / 10.0 + distance / 100);
      rows[r] =
          new double[] {
            missing(random) ? Double.NaN : hour,
            missing(random) ? Double.NaN : station,
            missing(random) ? Double.NaN : distance
          };
    }
  }

  private static boolean missing(Random random) {
    return random.nextInt(20) == 0;
  }

  public List<FeatureColumn> columns() {
    return COLUMNS;
  }

  public double[][] rows() {
    return rows;
  }

  public double[] labels() {
    return labels;
  }

  public double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  public static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0);
  }
}
