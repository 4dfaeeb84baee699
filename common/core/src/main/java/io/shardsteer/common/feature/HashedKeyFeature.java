package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.List;

/** One column: the value's hash, in [0,1). */
record HashedKeyFeature(String name, int slot) implements CompiledFeature {
  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(name));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    into[at] = values.isPresent(slot) ? ValueHash.share(ValueHash.of(values, slot)) : Double.NaN;
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    into[at] = NumberSet.between(0, 1).orMissing(fields.get(slot).mayBeMissing());
  }
}
