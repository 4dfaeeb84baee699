package io.shardsteer.common.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The sections {@code sampling} and {@code limits}. */
final class LimitsKeys {
  private LimitsKeys() {}

  static SamplingConfig sampling(ConfigSection config) {
    try (ConfigSection sampling = config.section("sampling")) {
      return new SamplingConfig(sampling.integer("per_second", 200, 1, 100_000));
    }
  }

  static LimitsConfig limits(ConfigSection config) {
    try (ConfigSection limits = config.section("limits")) {
      return new LimitsConfig(
          (int) limits.size("max_record_size", 1 << 20, 1, 64 << 20),
          limits.integer("max_in_flight", 1_000, 1, 1_000_000));
    }
  }

  static void write(SamplingConfig sampling, LimitsConfig limits, Map<String, Object> to) {
    Map<String, Object> samplingSection = new LinkedHashMap<>();
    samplingSection.put("per_second", sampling.perSecond());
    to.put("sampling", samplingSection);
    Map<String, Object> limitsSection = new LinkedHashMap<>();
    limitsSection.put("max_record_size", Sizes.format(limits.maxRecordBytes()));
    limitsSection.put("max_in_flight", limits.maxInFlight());
    to.put("limits", limitsSection);
  }
}
