package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
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

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    FieldSet field = fields.get(slot);
    NumberSet absent = field.mayBeMissing() ? NumberSet.of(0) : NumberSet.EMPTY;
    NumberSet present = field.mayBePresent() ? NumberSet.of(1) : NumberSet.EMPTY;
    into[at] = absent.or(present);
  }
}
