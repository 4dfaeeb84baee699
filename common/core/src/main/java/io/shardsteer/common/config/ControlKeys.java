package io.shardsteer.common.config;

import io.shardsteer.common.config.ControlConfig.Adoption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The section {@code control}, and {@code windows}. */
final class ControlKeys {
  private static final Duration MOST = Duration.ofDays(1);

  private ControlKeys() {}

  static ControlConfig read(ConfigSection config) {
    try (ConfigSection control = config.section("control")) {
      Duration least = Duration.ofMillis(100);
      return new ControlConfig(
          control.duration("report_interval", Duration.ofMillis(500), least, MOST),
          control.duration("table_lead", Duration.ofSeconds(1), least, MOST),
          control.decimal("horizon", 0.05, 1e-6, 100),
          control.decimal("dead_band", 0.005, 0, 1),
          control.decimal("reduce_resolution_above", 0.007, 0, 1024),
          control.decimal("low_share", 0.1, 0, 1),
          control.decimal("high_share", 1.15, 1, 1024),
          control.decimal("max_moved_per_rebalance", 0.1, 0.001, 1),
          control.integer("max_rebalances_per_hour", 720, 1, 1_000_000),
          control.duration("probation", Duration.ofMinutes(2), Duration.ZERO, Duration.ofDays(30)),
          control.choice("adoption", Adoption.AUTOMATIC),
          control.duration(
              "approval_timeout", Duration.ofDays(1), Duration.ofMinutes(1), Duration.ofDays(365)),
          WindowKeys.read(config));
    }
  }

  static void write(ControlConfig control, Map<String, Object> to) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("report_interval", Durations.format(control.reportInterval()));
    section.put("table_lead", Durations.format(control.tableLead()));
    section.put("horizon", control.horizon());
    section.put("dead_band", control.deadBand());
    section.put("reduce_resolution_above", control.reduceResolutionAbove());
    section.put("low_share", control.lowShare());
    section.put("high_share", control.highShare());
    section.put("max_moved_per_rebalance", control.maxMovedPerRebalance());
    section.put("max_rebalances_per_hour", control.maxRebalancesPerHour());
    section.put("probation", Durations.format(control.probation()));
    section.put("adoption", ConfigSection.lower(control.adoption()));
    section.put("approval_timeout", Durations.format(control.approvalTimeout()));
    to.put("control", section);
    to.put("windows", WindowKeys.write(control.windows()));
  }
}
