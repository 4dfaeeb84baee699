package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.config.FeatureSpec.Operation;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.List;

/** One column: two numbers combined; missing where either is, and where the result is infinite. */
record ExpressionFeature(String name, Operation operation, int left, int right)
    implements CompiledFeature {
  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(name));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    double result = combine(values.number(left), values.number(right));
    into[at] = Double.isInfinite(result) ? Double.NaN : result;
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    NumberSet a = fields.get(left).asNumber().hull();
    NumberSet b = fields.get(right).asNumber().hull();
    NumberSet result =
        switch (operation) {
          case RATIO -> Intervals.ratio(a, b);
          case DIFFERENCE -> Intervals.difference(a, b);
          case PRODUCT -> Intervals.product(a, b);
        };
    into[at] = result.orMissing(result.isUnbounded());
  }

  private double combine(double a, double b) {
    return switch (operation) {
      case RATIO -> a / b;
      case DIFFERENCE -> a - b;
      case PRODUCT -> a * b;
    };
  }
}
