package io.shardsteer.common.config;

import io.shardsteer.common.config.MetricTrigger.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The elements of {@code monitoring_metrics}: names, or sections with a name and more. */
final class MetricKeys {
  private static final String KEY = "monitoring_metrics";
  private static final int DEFAULT_CONSECUTIVE = 3;
  private static final Duration DEFAULT_COOLDOWN = Duration.ofMinutes(5);
  private static final double DEFAULT_LATENCY_MILLIS = 250;
  private static final double DEFAULT_FAN_OUT = 1.5;
  private static final double DEFAULT_PERFORMANCE = 0.3;

  private MetricKeys() {}

  static List<MetricTrigger> read(ConfigSection config, AcceptableImbalance imbalance) {
    List<MetricTrigger> triggers = new ArrayList<>();
    if (!config.has(KEY)) {
      config.raw(KEY);
      for (Metric metric : List.of(Metric.SHARD_IMBALANCE, Metric.MODEL_PERFORMANCE)) {
        triggers.add(
            new MetricTrigger(
                metric,
                defaultThreshold(metric, imbalance),
                DEFAULT_CONSECUTIVE,
                DEFAULT_COOLDOWN));
      }
      return triggers;
    }
    EnumSet<Metric> seen = EnumSet.noneOf(Metric.class);
    for (ConfigSection section : config.sections(KEY, "metric")) {
      try (section) {
        section.requiredText("metric", "shard_imbalance");
        Metric metric = section.choice("metric", Metric.SHARD_IMBALANCE);
        if (!seen.add(metric)) {
          section.problem(
              "metric",
              "%s is watched twice.".formatted(ConfigSection.lower(metric)),
              "Keep one of them.");
        }
        triggers.add(
            new MetricTrigger(
                metric,
                threshold(section, metric, imbalance),
                section.integer("consecutive", DEFAULT_CONSECUTIVE, 1, 1000),
                section.duration(
                    "cooldown", DEFAULT_COOLDOWN, Duration.ZERO, Duration.ofDays(365))));
      }
    }
    return triggers;
  }

  private static double threshold(
      ConfigSection section, Metric metric, AcceptableImbalance imbalance) {
    double otherwise = defaultThreshold(metric, imbalance);
    @Nullable Object value = section.raw("threshold");
    if (value == null) {
      return otherwise;
    }
    Optional<Duration> duration =
        metric == Metric.QUERY_LATENCY ? Durations.parse(String.valueOf(value)) : Optional.empty();
    if (duration.isPresent()) {
      return duration.get().toMillis();
    }
    return section.decimal("threshold", otherwise, 1e-9, 1e9);
  }

  /** NaN where an absolute imbalance decides. */
  private static double defaultThreshold(Metric metric, AcceptableImbalance imbalance) {
    return switch (metric) {
      case SHARD_IMBALANCE ->
          imbalance instanceof AcceptableImbalance.Relative relative
              ? relative.fraction()
              : Double.NaN;
      case QUERY_LATENCY -> DEFAULT_LATENCY_MILLIS;
      case QUERY_FAN_OUT -> DEFAULT_FAN_OUT;
      case MODEL_PERFORMANCE -> DEFAULT_PERFORMANCE;
    };
  }

  static List<Object> write(List<MetricTrigger> triggers) {
    List<Object> list = new ArrayList<>();
    for (MetricTrigger trigger : triggers) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("metric", ConfigSection.lower(trigger.metric()));
      if (!Double.isNaN(trigger.threshold())) {
        map.put("threshold", trigger.threshold());
      }
      map.put("consecutive", trigger.consecutive());
      map.put("cooldown", Durations.format(trigger.cooldown()));
      list.add(map);
    }
    return list;
  }
}
