package io.shardsteer.functions.router;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.PipelineFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a configuration may change while a router runs. */
final class ConfigChange {
  private ConfigChange() {}

  /**
   * @param read the fields that the router reads from records
   * @return empty if the router can go over to the new configuration, else what stands in the way
   *     and the remedy
   */
  static Optional<String> obstacle(PipelineConfig now, PipelineConfig then, FieldPaths read) {
    List<String> fixed = new ArrayList<>();
    if (!now.pipeline().equals(then.pipeline())) {
      fixed.add("pipeline");
    }
    if (!now.input().equals(then.input())) {
      fixed.add("input");
    }
    if (!now.storage().equals(then.storage())) {
      fixed.add("storage");
    }
    if (!now.featureExtractionPipeline().equals(then.featureExtractionPipeline())) {
      fixed.add("feature_extraction_pipeline");
    }
    if (!read.paths().containsAll(PipelineFields.of(then).paths())) {
      fixed.add("the fields of queries");
    }
    return fixed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            """
            %s cannot change while routers run.
            Update the functions with the new configuration instead: deploy it."""
                .formatted(String.join(", ", fixed)));
  }
}
