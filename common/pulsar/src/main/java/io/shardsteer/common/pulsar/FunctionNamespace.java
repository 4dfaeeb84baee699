package io.shardsteer.common.pulsar;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Topics;

/**
 * Where a pipeline's functions live: beside its input topic.
 *
 * @param tenant Pulsar tenant
 * @param namespace its namespace, without the tenant
 */
public record FunctionNamespace(String tenant, String namespace) {
  public static FunctionNamespace of(PipelineConfig config) {
    String[] parts =
        Topics.beside(config.input().topic(), config.pipeline()).namespace().split("/", 2);
    return new FunctionNamespace(parts[0], parts[1]);
  }
}
