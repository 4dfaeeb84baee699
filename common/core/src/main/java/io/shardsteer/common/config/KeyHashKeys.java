package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.HashedKey;
import java.util.Map;

/** {@code kind: key_hash}: the hash of a value. */
final class KeyHashKeys implements FeatureKind<HashedKey> {
  @Override
  public Class<HashedKey> type() {
    return HashedKey.class;
  }

  @Override
  public HashedKey read(ConfigSection section) {
    String field = FeatureKeys.field(section, "field");
    return new HashedKey(FeatureKeys.name(section, field + "_hash"), field);
  }

  @Override
  public void write(HashedKey spec, Map<String, Object> to) {
    to.put("field", spec.field());
  }
}
