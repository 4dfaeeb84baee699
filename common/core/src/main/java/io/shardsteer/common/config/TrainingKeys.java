package io.shardsteer.common.config;

import io.shardsteer.common.config.TrainingConfig.GateConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code retraining_interval} and the section {@code training}. */
final class TrainingKeys {
  private TrainingKeys() {}

  static TrainingConfig read(ConfigSection config) {
    Duration interval =
        config.duration(
            "retraining_interval",
            Duration.ofHours(1),
            Duration.ofSeconds(1),
            Duration.ofDays(3650));
    try (ConfigSection training = config.section("training")) {
      int minSamples = training.integer("min_samples", 2_000, 10, 10_000_000);
      int maxSamples = training.integer("max_samples", 10_000, 10, 10_000_000);
      if (minSamples > maxSamples) {
        training.problem(
            "min_samples",
            "%d is above max_samples, %d.".formatted(minSamples, maxSamples),
            "Raise max_samples or lower min_samples.");
      }
      return new TrainingConfig(
          interval,
          minSamples,
          maxSamples,
          training.decimal("holdout", 0.2, 0.01, 0.9),
          gate(training));
    }
  }

  private static GateConfig gate(ConfigSection training) {
    try (ConfigSection gate = training.section("gate")) {
      return new GateConfig(
          gate.decimal("max_predicted_imbalance", 1, 0, 1024),
          gate.decimal("min_r2", 0.25, -1, 1),
          gate.decimal("max_movement", 1, 0, 1),
          gate.size("max_model_size", 16 << 20, 1_000, 256 << 20));
    }
  }

  static void write(TrainingConfig training, Map<String, Object> to) {
    to.put("retraining_interval", Durations.format(training.retrainingInterval()));
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("min_samples", training.minSamples());
    section.put("max_samples", training.maxSamples());
    section.put("holdout", training.holdout());
    Map<String, Object> gate = new LinkedHashMap<>();
    gate.put("max_predicted_imbalance", training.gate().maxPredictedImbalance());
    gate.put("min_r2", training.gate().minR2());
    gate.put("max_movement", training.gate().maxMovement());
    gate.put("max_model_size", Sizes.format(training.gate().maxModelBytes()));
    section.put("gate", gate);
    to.put("training", section);
  }
}
