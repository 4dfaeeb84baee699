package io.shardsteer.common.config;

import java.time.Duration;

/**
 * When and on how much a model is trained.
 *
 * @param retrainingInterval {@code retraining_interval}: longest time between trainings
 * @param minSamples samples before the first training
 * @param maxSamples newest samples that a training uses
 * @param holdout newest share of the samples that is kept for evaluation, in (0,1)
 * @param gate what a candidate must reach
 */
public record TrainingConfig(
    Duration retrainingInterval, int minSamples, int maxSamples, double holdout, GateConfig gate) {
  /**
   * @param maxPredictedImbalance largest predicted (largest - smallest) / fair shard beyond what
   *     chance adds, e.g. 1.0
   * @param minR2 least share of the positions' variance that the model explains on the later slice
   * @param maxMovement largest share of the load whose shard would change; 1 allows all
   * @param maxModelBytes largest MOJO
   */
  public record GateConfig(
      double maxPredictedImbalance, double minR2, double maxMovement, long maxModelBytes) {}
}
