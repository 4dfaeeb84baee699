package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.Age;
import java.util.Map;

/** {@code kind: age}: seconds from one time to another. */
final class AgeKeys implements FeatureKind<Age> {
  @Override
  public Class<Age> type() {
    return Age.class;
  }

  @Override
  public Age read(ConfigSection section) {
    String from = FeatureKeys.field(section, "field");
    return new Age(
        FeatureKeys.name(section, from + "_age"),
        from,
        FeatureKeys.field(section, "until"),
        FeatureKeys.zone(section));
  }

  @Override
  public void write(Age spec, Map<String, Object> to) {
    to.put("field", spec.from());
    to.put("until", spec.to());
    to.put("zone", FeatureKeys.zone(spec.zone()));
  }
}
