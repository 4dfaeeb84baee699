package io.shardsteer.common.config;

import java.util.Map;
import java.util.Set;

/**
 * Which kind of model predicts positions.
 *
 * @param type {@code model_type}
 * @param hyperParameters {@code model_parameters}: H2O's names and values, over the type's defaults
 * @param seed seeds everything random in training
 * @param labels what the model learns
 * @param skipModels {@code skip_models}: versions whose packages are lost; routers go by the tables
 *     of other models
 */
public record ModelConfig(
    ModelType type,
    Map<String, Object> hyperParameters,
    long seed,
    Labels labels,
    Set<Integer> skipModels) {
  /** The kinds of model; each predicts a position by regression. */
  public enum ModelType {
    DECISION_TREE,
    GRADIENT_BOOSTED,
    RANDOM_FOREST,
    NEURAL_NETWORK,
    LINEAR
  }

  /** What a sampled record's label is. */
  public enum Labels {
    /** The assigned shard, refined to a position and balanced. */
    BALANCED,
    /** The assigned shard as it is. */
    ASSIGNED
  }

  public ModelConfig {
    hyperParameters = Map.copyOf(hyperParameters);
    skipModels = Set.copyOf(skipModels);
  }

  /** A configuration under which no model is skipped. */
  public ModelConfig(
      ModelType type, Map<String, Object> hyperParameters, long seed, Labels labels) {
    this(type, hyperParameters, seed, labels, Set.of());
  }
}
