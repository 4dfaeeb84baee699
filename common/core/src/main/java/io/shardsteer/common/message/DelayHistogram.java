package io.shardsteer.common.message;

import java.util.Arrays;
import java.util.List;

/**
 * How long records took from their publish time until they were stored, as cumulative counts.
 *
 * @param counts records of each bucket: up to each of {@link #BOUNDS_SECONDS}, and beyond the last
 * @param sumSeconds of all of them
 */
public record DelayHistogram(List<Long> counts, double sumSeconds) {
  /** Upper bounds of the buckets, ascending, in seconds. */
  public static final List<Double> BOUNDS_SECONDS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0);

  private static final double[] BOUNDS =
      BOUNDS_SECONDS.stream().mapToDouble(Double::doubleValue).toArray();

  /** No record yet. */
  public static final DelayHistogram NONE = of(new long[BOUNDS.length + 1], 0);

  /**
   * @throws IllegalArgumentException if there are not as many counts as buckets
   */
  public DelayHistogram {
    counts = List.copyOf(counts);
    if (counts.size() != BOUNDS.length + 1) {
      throw new IllegalArgumentException(
          "A histogram has %d buckets, but %d counts were given."
              .formatted(BOUNDS.length + 1, counts.size()));
    }
  }

  /**
   * @param counts of each bucket, as many as there are
   */
  public static DelayHistogram of(long[] counts, double sumSeconds) {
    return new DelayHistogram(Arrays.stream(counts).boxed().toList(), sumSeconds);
  }

  /** The bucket of a delay; below 0, where clocks differ, it is the first. */
  public static int bucket(double seconds) {
    int bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  /** The records of both. */
  public DelayHistogram plus(DelayHistogram other) {
    long[] sums = new long[BOUNDS.length + 1];
    Arrays.setAll(sums, bucket -> counts.get(bucket) + other.counts.get(bucket));
    return of(sums, sumSeconds + other.sumSeconds);
  }
}
