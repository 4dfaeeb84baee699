package io.shardsteer.common.feature;

import java.util.List;

/** One column: characters (UTF-16 code units) of a text; anything else is missing. */
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
}
