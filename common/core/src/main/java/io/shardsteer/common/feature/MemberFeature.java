package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.List;

/** One column: 1 where the value is one of the given, 0 for any other or none. */
record MemberFeature(String name, int slot, LevelIndex members) implements CompiledFeature {
  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(name));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    into[at] = members.of(values, slot) >= 0 ? 1 : 0;
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    into[at] = NumberSet.ofAll(0, 1);
  }
}
