package io.shardsteer.deploy.cli.validate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.config.ConfigProblem;
import io.shardsteer.common.config.ConfigWarnings;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.output.Documents;
import java.util.List;

/** Whether a pipeline file can be used. */
public final class ValidationDocument {
  private ValidationDocument() {}

  /** Of a file that can. */
  public static ObjectNode of(PipelineConfig config) {
    ObjectNode json =
        Documents.of("validation")
            .put("valid", true)
            .put("pipeline", config.pipeline())
            .put("input", config.input().topic())
            .put("shards", config.shards().targetShardCount());
    ArrayNode warnings = json.putArray("warnings");
    ConfigWarnings.of(config).forEach(warnings::add);
    return json;
  }

  /** Of a file that cannot. */
  public static ObjectNode of(List<ConfigProblem> problems) {
    ObjectNode json = Documents.of("validation").put("valid", false);
    ArrayNode all = json.putArray("problems");
    for (ConfigProblem problem : problems) {
      all.addObject()
          .put("place", problem.place())
          .put("fault", problem.fault())
          .put("remedy", problem.remedy());
    }
    return json;
  }
}
