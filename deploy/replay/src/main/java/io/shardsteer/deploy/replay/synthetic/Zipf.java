package io.shardsteer.deploy.replay.synthetic;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Ranks 0..n-1 whose probability falls as {@code (rank+1)^-theta}. Immutable. */
final class Zipf {
  private final double[] cumulative;

  Zipf(int count, double theta) {
    cumulative = new double[count];
    double sum = 0;
    for (int rank = 0; rank < count; rank++) {
      sum += Math.pow(rank + 1, -theta);
      cumulative[rank] = sum;
    }
  }

  int draw(SplittableRandom random) {
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    return found < 0 ? -found - 1 : found;
  }
}
