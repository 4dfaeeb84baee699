package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.Arrays;
import java.util.List;

/** One column: how many edges are not above the number, 0..edges. */
final class BucketFeature implements CompiledFeature {
  private final String name;
  private final int slot;
  private final double[] edges;

  /**
   * @param edges ascending
   */
  BucketFeature(String name, int slot, double... edges) {
    this.name = name;
    this.slot = slot;
    this.edges = edges.clone();
  }

  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(name));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    double number = values.number(slot);
    into[at] = Double.isNaN(number) ? Double.NaN : bucket(number);
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    into[at] = fields.get(slot).asNumber().map(this::bucket);
  }

  private double bucket(double number) {
    int found = Arrays.binarySearch(edges, number);
    return found >= 0 ? found + 1 : -found - 1;
  }
}
