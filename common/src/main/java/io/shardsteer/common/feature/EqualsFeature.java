package io.shardsteer.common.feature;

import java.util.List;

/** One column: 1 where the field has the value that is written so, 0 for any other or none. */
record EqualsFeature(String name, int slot, String value, double number)
    implements CompiledFeature {
  static EqualsFeature of(String name, int slot, String value) {
    return new EqualsFeature(name, slot, value, NumberText.parse(value));
  }

  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(name));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    boolean equal =
        switch (values.kind(slot)) {
          case ABSENT, NULL -> false;
          case TEXT -> value.equals(values.text(slot));
          case NUMBER -> values.number(slot) == number;
          case BOOLEAN -> value.equals(values.number(slot) == 1 ? "true" : "false");
        };
    into[at] = equal ? 1 : 0;
  }
}
