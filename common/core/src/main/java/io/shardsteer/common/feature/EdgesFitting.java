package io.shardsteer.common.feature;

import io.shardsteer.common.record.FieldValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Edges that divide the sample into buckets of equally many numbers. */
final class EdgesFitting implements Fitting {
  private final int slot;
  private final int buckets;
  private double[] numbers = new double[1024];
  private int count;

  EdgesFitting(int slot, int buckets) {
    this.slot = slot;
    this.buckets = buckets;
  }

  @Override
  public void see(FieldValues values) {
    double number = values.number(slot);
    if (!Double.isNaN(number)) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = number;
    }
  }

  /** Frequent numbers may leave fewer edges. */
  @Override
  public FittedParameters fit() {
    double[] sorted = Arrays.copyOf(numbers, count);
    Arrays.sort(sorted);
    List<Double> edges = new ArrayList<>();
    for (int i = 1; i < buckets && count > 0; i++) {
      double edge = sorted[(int) ((long) i * count / buckets)];
      if (edge > sorted[0] && (edges.isEmpty() || edge > edges.get(edges.size() - 1))) {
        edges.add(edge);
      }
    }
    return new FittedParameters.Edges(edges);
  }
}
