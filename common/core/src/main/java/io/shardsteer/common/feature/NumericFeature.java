package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.config.FeatureSpec.Numeric;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.List;

/**
 * One column: a number, perhaps transformed; text is missing.
 *
 * @param moments used by the standardised transform alone
 */
record NumericFeature(Numeric spec, int slot, FittedParameters.Moments moments)
    implements CompiledFeature {
  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(spec.name()));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    into[at] = transformed(values.number(slot));
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    NumberSet numbers = fields.get(slot).asNumber();
    into[at] =
        switch (spec.transform()) {
          case RAW -> numbers;
          case LOG -> {
            boolean below = numbers.hasNumbers() && numbers.min() < 0;
            yield numbers
                .within(-0.0, Double.POSITIVE_INFINITY)
                .map(this::transformed)
                .widened()
                .orMissing(below);
          }
          case SIGNED_LOG -> numbers.map(this::transformed).widened();
          case CLIP, STANDARDISED -> numbers.map(this::transformed);
        };
  }

  private double transformed(double number) {
    return switch (spec.transform()) {
      case RAW -> number;
      case LOG -> number < 0 ? Double.NaN : StrictMath.log1p(number);
      case SIGNED_LOG -> Math.copySign(StrictMath.log1p(Math.abs(number)), number);
      case CLIP -> Math.max(spec.low(), Math.min(number, spec.high()));
      case STANDARDISED -> (number - moments.mean()) / moments.deviation();
    };
  }
}
