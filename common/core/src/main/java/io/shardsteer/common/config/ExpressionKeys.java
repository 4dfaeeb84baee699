package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.Expression;
import io.shardsteer.common.config.FeatureSpec.Operation;
import java.util.Map;

/** {@code kind: expression}: two numbers combined. */
final class ExpressionKeys implements FeatureKind<Expression> {
  @Override
  public Class<Expression> type() {
    return Expression.class;
  }

  @Override
  public Expression read(ConfigSection section) {
    Operation operation = section.choice("operation", Operation.RATIO);
    return new Expression(
        FeatureKeys.name(section, ConfigSection.lower(operation)),
        operation,
        FeatureKeys.field(section, "left"),
        FeatureKeys.field(section, "right"));
  }

  @Override
  public void write(Expression spec, Map<String, Object> to) {
    to.put("operation", ConfigSection.lower(spec.operation()));
    to.put("left", spec.left());
    to.put("right", spec.right());
  }
}
