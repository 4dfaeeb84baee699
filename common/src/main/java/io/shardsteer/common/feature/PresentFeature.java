package io.shardsteer.common.feature;

import java.util.List;

/** One column: 1 where the field has a value, else 0. */
record PresentFeature(String name, int slot) implements CompiledFeature {
  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(name));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    into[at] = values.isPresent(slot) ? 1 : 0;
  }
}
