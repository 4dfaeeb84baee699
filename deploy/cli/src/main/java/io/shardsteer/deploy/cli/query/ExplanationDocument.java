package io.shardsteer.deploy.cli.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.deploy.cli.output.Documents;
import io.shardsteer.deploy.reader.RecordExplanation;
import io.shardsteer.deploy.reader.RecordExplanation.Feature;
import io.shardsteer.deploy.reader.RecordExplanation.Opinion;
import io.shardsteer.deploy.reader.RecordExplanation.Placement;

/** Where a record goes and why. */
public final class ExplanationDocument {
  private ExplanationDocument() {}

  /**
   * @param revisions how many of the newest tables are told
   */
  public static ObjectNode of(RecordExplanation why, int revisions) {
    ObjectNode json = Documents.of("explanation");
    json.put("key", why.key());
    ArrayNode models = json.putArray("models");
    for (Opinion opinion : why.models()) {
      ObjectNode model = models.addObject();
      model.put("version", opinion.version());
      Documents.put(model, "position", opinion.position());
      ArrayNode features = model.putArray("features");
      for (Feature feature : opinion.features()) {
        ObjectNode one = features.addObject();
        one.put("name", feature.name());
        one.put("value", feature.value());
        one.put("lookedAt", feature.lookedAt());
        Documents.put(one, "effect", feature.effect());
      }
    }
    ArrayNode placements = json.putArray("placements");
    for (Placement placement : why.placements().stream().limit(revisions).toList()) {
      ObjectNode one = placements.addObject();
      one.put("revision", placement.revision());
      one.put("modelVersion", placement.modelVersion());
      one.put("effectiveFromMillis", placement.effectiveFromMillis());
      one.put("orderKey", placement.orderKey());
      one.put("shard", placement.shard());
      one.put("from", placement.from());
      one.put("to", placement.to());
      one.put("pinned", placement.pinned());
    }
    return json;
  }
}
