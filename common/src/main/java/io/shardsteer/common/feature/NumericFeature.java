package io.shardsteer.common.feature;

import io.shardsteer.common.config.FeatureSpec.Numeric;
import java.util.List;

/** One column: a number, perhaps its logarithm; text is missing. */
record NumericFeature(Numeric spec, int slot) implements CompiledFeature {
  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(spec.name()));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    double number = values.number(slot);
    into[at] =
        switch (spec.transform()) {
          case RAW -> number;
          case LOG -> number < 0 ? Double.NaN : Math.log1p(number);
        };
  }
}
