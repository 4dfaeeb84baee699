package io.shardsteer.common.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The configuration that a model places records by: how its features are made, which of their
 * fields are numbers that arrive as text, and what wraps them. It travels in the model's manifest,
 * so that a change of the configuration never places records anew by an old model, nor looks for
 * them where they are not. What else places records travels in routing tables: the number of
 * shards, split points, resolution and {@code keep_key_together}.
 */
public final class PlacingKeys {
  private static final String TEXT_NUMBERS = "text_numbers";
  private static final String FEATURES = "feature_extraction_pipeline";

  /** The keys; models that were made under other values are refused. */
  public static final Set<String> NAMES = Set.of(TEXT_NUMBERS, InputKeys.ENVELOPE, FEATURES);

  private PlacingKeys() {}

  /** The keys with their values, as in a pipeline file. */
  public static Map<String, Object> of(PipelineConfig config) {
    List<FeatureSpec> specs = config.featureExtractionPipeline();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put(
        TEXT_NUMBERS,
        config.input().textNumbers().stream()
            .filter(path -> specs.stream().anyMatch(spec -> spec.fields().contains(path)))
            .sorted()
            .toList());
    keys.put(InputKeys.ENVELOPE, ConfigSection.lower(config.input().envelope()));
    keys.put(FEATURES, FeatureKeys.write(specs));
    return keys;
  }
}
