package io.shardsteer.deploy.replay.features;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An inspection for programs. */
public final class InspectionJson {
  private InspectionJson() {}

  /**
   * Adds what is known of a sample.
   *
   * @param source what was sampled
   */
  public static void add(ObjectNode json, Inspection inspection, String source) {
    json.put("source", source);
    json.put("records", inspection.records());
    inspection.model().ifPresent(model -> json.put("modelVersion", model.ref().version()));
    if (!inspection.reason().isEmpty()) {
      json.put("noModelBecause", inspection.reason());
    }
    ArrayNode features = json.putArray("features");
    for (FeatureFigures figures : inspection.figures()) {
      ObjectNode feature = features.addObject();
      feature.put("name", figures.name());
      feature.put("kind", figures.kind());
      feature.put("missingShare", figures.missing());
      feature.put("unknownShare", figures.unknown());
      if (Double.isFinite(figures.matters())) {
        feature.put("matters", figures.matters());
      }
      ArrayNode columns = feature.putArray("columns");
      for (FeatureFigures.Column column : figures.columns()) {
        columns
            .addObject()
            .put("name", column.name())
            .put("low", column.low())
            .put("middle", column.middle())
            .put("high", column.high());
      }
    }
  }
}
