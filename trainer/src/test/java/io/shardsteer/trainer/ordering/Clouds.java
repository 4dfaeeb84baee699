package io.shardsteer.trainer.ordering;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;

/** Seeded points of equal load. */
final class Clouds {
  private Clouds() {}

  static Points of(long seed, int count, Function<Random, double[]> drawing) {
    System.out.println("Clouds seed " + seed);
    var random = new Random(seed);
    double[][] rows = new double[count][];
    for (int row = 0; row < count; row++) {
      rows[row] = drawing.apply(random);
    }
    double[] loads = new double[count];
    Arrays.fill(loads, 1);
    return new Points(rows, loads);
  }

  static Points square(long seed, int count) {
    return of(seed, count, random -> new double[] {random.nextDouble(), random.nextDouble()});
  }
}
