package io.shardsteer.common.feature;

import java.util.List;

/** One column: seconds from one time to another; missing where either is. */
record AgeFeature(String name, EpochTime from, EpochTime to) implements CompiledFeature {
  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(name));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    into[at] = to.seconds(values) - from.seconds(values);
  }
}
