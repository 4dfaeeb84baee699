package io.shardsteer.common.feature;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the features that come from a sample rather than from the configuration. Made by
 * {@link FeatureFitter}, kept in the model's manifest, applied by {@link FeatureExtractor}.
 * Immutable.
 */
public final class FittedFeatures {
  /** Nothing fitted: enough for features that need no sample. */
  public static final FittedFeatures NONE = new FittedFeatures(Map.of());

  private final Map<String, Fit> fits;

  FittedFeatures(Map<String, Fit> fits) {
    this.fits = Map.copyOf(fits);
  }

  <F extends Fit> F get(String feature, Class<F> kind) {
    @Nullable Fit fit = fits.get(feature);
    if (!kind.isInstance(fit)) {
      throw new IllegalArgumentException(
          "Feature '%s' needs %s fitted to a sample, but there is %s.\nThe model belongs to another feature_extraction_pipeline: train a new one."
              .formatted(feature, kind.getSimpleName(), fit == null ? "nothing" : fit));
    }
    return kind.cast(fit);
  }

  /** As an object with one member for each fitted feature; numbers survive bit for bit. */
  public JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    fits.forEach(
        (feature, fit) -> {
          ObjectNode member = json.putObject(feature);
          if (fit instanceof Fit.Levels levels) {
            levels.levels().forEach(member.putArray("levels")::add);
          } else if (fit instanceof Fit.Box box) {
            member
                .putArray("box")
                .add(box.south())
                .add(box.west())
                .add(box.north())
                .add(box.east());
          }
        });
    return json;
  }

  /**
   * @throws IllegalArgumentException if {@link #toJson} cannot have made it, naming the feature
   */
  public static FittedFeatures fromJson(JsonNode json) {
    Map<String, Fit> fits = new LinkedHashMap<>();
    json.properties().forEach(member -> fits.put(member.getKey(), fit(member)));
    return new FittedFeatures(fits);
  }

  private static Fit fit(Map.Entry<String, JsonNode> member) {
    JsonNode json = member.getValue();
    if (json.path("levels").isArray()) {
      List<String> levels = new ArrayList<>();
      json.path("levels").forEach(level -> levels.add(level.asText()));
      return new Fit.Levels(levels);
    }
    JsonNode box = json.path("box");
    if (box.size() == 4) {
      return new Fit.Box(
          box.get(0).asDouble(),
          box.get(1).asDouble(),
          box.get(2).asDouble(),
          box.get(3).asDouble());
    }
    throw new IllegalArgumentException(
        "What was fitted to feature '%s' cannot be read: %s".formatted(member.getKey(), json));
  }
}
