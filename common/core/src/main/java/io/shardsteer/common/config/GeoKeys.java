package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.Geo;
import java.util.Map;

/** {@code kind: geo}: a place. */
final class GeoKeys implements FeatureKind<Geo> {
  @Override
  public Class<Geo> type() {
    return Geo.class;
  }

  @Override
  public Geo read(ConfigSection section) {
    return new Geo(
        FeatureKeys.name(section, "place"),
        FeatureKeys.field(section, "latitude"),
        FeatureKeys.field(section, "longitude"));
  }

  @Override
  public void write(Geo spec, Map<String, Object> to) {
    to.put("latitude", spec.latitudeField());
    to.put("longitude", spec.longitudeField());
  }
}
