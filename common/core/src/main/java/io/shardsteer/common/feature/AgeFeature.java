package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.EpochTime;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
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

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    NumberSet starts = from.bound(fields).hull();
    NumberSet ends = to.bound(fields).hull();
    into[at] = Intervals.difference(ends, starts);
  }
}
