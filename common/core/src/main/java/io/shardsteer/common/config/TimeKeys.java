package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.Time;
import io.shardsteer.common.config.FeatureSpec.TimePart;
import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import java.util.Map;

/** {@code kind: time}: a part of a time. */
final class TimeKeys implements FeatureKind<Time> {
  @Override
  public Class<Time> type() {
    return Time.class;
  }

  @Override
  public Time read(ConfigSection section) {
    String field = FeatureKeys.field(section, "field");
    TimePart part = section.choice("part", TimePart.HOUR_OF_WEEK);
    boolean cyclic = section.flag("cyclic", false);
    if (cyclic && part == TimePart.EPOCH_SECONDS) {
      section.problem(
          "cyclic", "epoch_seconds has no period.", "Choose another part or leave out cyclic.");
    }
    return new Time(
        FeatureKeys.name(section, field + "_" + ConfigSection.lower(part)),
        field,
        part,
        FeatureKeys.zone(section),
        section.choice("unit", TimeUnit.AUTO),
        cyclic);
  }

  @Override
  public void write(Time spec, Map<String, Object> to) {
    to.put("field", spec.field());
    to.put("part", ConfigSection.lower(spec.part()));
    to.put("zone", FeatureKeys.zone(spec.zone()));
    to.put("unit", ConfigSection.lower(spec.unit()));
    to.put("cyclic", spec.cyclic());
  }
}
