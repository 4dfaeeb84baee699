package io.shardsteer.common.feature;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the features that come from a sample rather than from the configuration. Made by
 * {@link FeatureFitter}, kept in the model's manifest, applied by {@link FeatureExtractor}.
 * Immutable.
 */
public final class FittedFeatures {
  /** Nothing fitted: enough for features that need no sample. */
  public static final FittedFeatures NONE = new FittedFeatures(Map.of());

  private final Map<String, FittedParameters> fits;

  FittedFeatures(Map<String, FittedParameters> fits) {
    this.fits = Map.copyOf(fits);
  }

  <F extends FittedParameters> F get(String feature, Class<F> kind) {
    @Nullable FittedParameters fit = fits.get(feature);
    if (!kind.isInstance(fit)) {
      throw new IllegalArgumentException(
          "Feature '%s' needs %s fitted to a sample, but there is %s.\nThe model belongs to another feature_extraction_pipeline: train a new one."
              .formatted(feature, kind.getSimpleName(), fit == null ? "nothing" : fit));
    }
    return kind.cast(fit);
  }

  /** These and word vectors, by feature. */
  public FittedFeatures with(Map<String, WordVectors> vectors) {
    Map<String, FittedParameters> all = new LinkedHashMap<>(fits);
    vectors.forEach((feature, words) -> all.put(feature, new FittedParameters.Meanings(words)));
    return new FittedFeatures(all);
  }

  /** As an object with one member for each fitted feature; numbers survive bit for bit. */
  public JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(fits).forEach((feature, fit) -> json.set(feature, fit.toJson()));
    return json;
  }

  /**
   * @throws IllegalArgumentException if {@link #toJson} cannot have made it, naming the feature
   */
  public static FittedFeatures fromJson(JsonNode json) {
    return fromJson(json, Map.of());
  }

  /**
   * @param vectors the word vectors that came with it, by feature
   * @throws IllegalArgumentException if {@link #toJson} cannot have made it of these vectors,
   *     naming the feature
   */
  public static FittedFeatures fromJson(JsonNode json, Map<String, WordVectors> vectors) {
    Map<String, FittedParameters> fits = new LinkedHashMap<>();
    json.properties()
        .forEach(
            member ->
                fits.put(
                    member.getKey(),
                    member.getValue().has(FittedParameters.Meanings.MEMBER)
                        ? meanings(member, vectors)
                        : fit(member)));
    return new FittedFeatures(fits);
  }

  private static FittedParameters meanings(
      Map.Entry<String, JsonNode> member, Map<String, WordVectors> vectors) {
    int dimensions =
        member.getValue().path(FittedParameters.Meanings.MEMBER).path("dimensions").asInt(1);
    WordVectors words =
        vectors.getOrDefault(member.getKey(), WordVectors.none(Math.max(1, dimensions)));
    if (!FittedParameters.Meanings.areThose(member.getValue(), words)) {
      throw new IllegalArgumentException(
          "The word vectors of feature '%s' are others than were fitted: %d words with checksum '%s' instead of %s."
              .formatted(member.getKey(), words.size(), words.checksum(), member.getValue()));
    }
    return new FittedParameters.Meanings(words);
  }

  private static FittedParameters fit(Map.Entry<String, JsonNode> member) {
    return FittedParameters.fromJson(member.getValue())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "What was fitted to feature '%s' cannot be read: %s"
                        .formatted(member.getKey(), member.getValue())));
  }
}
