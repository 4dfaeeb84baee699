package io.shardsteer.deploy.cli.shadow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.deploy.cli.output.Documents;

/** How another configuration's model did. */
public final class ShadowDocument {
  private ShadowDocument() {}

  /** Of {@code shadow}. */
  public static ObjectNode of(ShadowReport report) {
    ObjectNode json =
        Documents.of("shadow")
            .put("pipeline", report.pipeline())
            .put("presentModelVersion", report.presentModelVersion())
            .put("passesGate", report.refusal().isEmpty())
            .put("refusal", report.refusal());
    Documents.addFigures(json.putObject("figures"), report.figures());
    return json;
  }
}
