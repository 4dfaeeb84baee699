package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.List;

/** One column: characters (UTF-16 code units) of a text, 10,000 at most; else missing. */
record TextLengthFeature(String name, int slot) implements CompiledFeature {
  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(name));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    CharSequence text = values.chars(slot);
    into[at] = text == null ? Double.NaN : text.length();
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    FieldSet field = fields.get(slot);
    into[at] =
        field.mayBeText()
            ? NumberSet.between(0, FieldValues.MOST_CHARS).orMissing(true)
            : NumberSet.MISSING;
  }
}
