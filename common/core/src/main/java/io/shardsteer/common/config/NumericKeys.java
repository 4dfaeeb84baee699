package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.Numeric;
import io.shardsteer.common.config.FeatureSpec.Transform;
import java.util.Map;

/** {@code kind: numeric}: a number, changed or as it is. */
final class NumericKeys implements FeatureKind<Numeric> {
  @Override
  public Class<Numeric> type() {
    return Numeric.class;
  }

  @Override
  public Numeric read(ConfigSection section) {
    String field = FeatureKeys.field(section, "field");
    Transform transform = section.choice("transform", Transform.RAW);
    double low =
        section.decimal("low", Double.NEGATIVE_INFINITY, -Double.MAX_VALUE, Double.MAX_VALUE);
    double high =
        section.decimal("high", Double.POSITIVE_INFINITY, -Double.MAX_VALUE, Double.MAX_VALUE);
    boolean bounded = section.has("low") || section.has("high");
    if (bounded != (transform == Transform.CLIP)) {
      section.problem(
          "transform",
          bounded ? "low and high mean nothing here." : "There is nothing to clip to.",
          "Use transform: clip together with low, high or both.");
    } else if (!(low < high)) {
      section.problem(
          "low", "%s is not below high, %s.".formatted(low, high), "Raise high or lower low.");
    }
    return new Numeric(FeatureKeys.name(section, field), field, transform, low, high);
  }

  @Override
  public void write(Numeric spec, Map<String, Object> to) {
    to.put("field", spec.field());
    to.put("transform", ConfigSection.lower(spec.transform()));
    putFinite("low", spec.low(), to);
    putFinite("high", spec.high(), to);
  }

  private static void putFinite(String key, double value, Map<String, Object> to) {
    if (Double.isFinite(value)) {
      to.put(key, value);
    }
  }
}
