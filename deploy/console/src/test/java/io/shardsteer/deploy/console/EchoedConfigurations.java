package io.shardsteer.deploy.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.config.PipelineConfig;

/** Answers with what it was asked; refuses an empty file. */
final class EchoedConfigurations implements Configurations {
  @Override
  public JsonNode plan(PipelineConfig pipeline, String yaml) {
    return answer("plan", pipeline, yaml);
  }

  @Override
  public JsonNode push(PipelineConfig pipeline, String yaml, String who, String reason) {
    return answer("push", pipeline, yaml).put("who", who).put("reason", reason);
  }

  @Override
  public JsonNode shadow(PipelineConfig pipeline, String yaml) {
    return answer("shadow", pipeline, yaml);
  }

  private static ObjectNode answer(String kind, PipelineConfig pipeline, String yaml) {
    if (yaml.isEmpty()) {
      throw new IllegalArgumentException("The file is empty.");
    }
    return PipelineJson.MAPPER
        .createObjectNode()
        .put("kind", kind)
        .put("pipeline", pipeline.pipeline())
        .put("file", yaml);
  }
}
