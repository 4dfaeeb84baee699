package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.config.PipelineConfig;
import org.apache.pulsar.common.naming.TopicName;

/**
 * Where a pipeline's functions live: beside its input topic.
 *
 * @param tenant Pulsar tenant
 * @param namespace its namespace, without the tenant
 */
public record FunctionNamespace(String tenant, String namespace) {
  public static FunctionNamespace of(PipelineConfig config) {
    TopicName input = TopicName.get(config.input().topic());
    return new FunctionNamespace(input.getTenant(), input.getNamespacePortion());
  }
}
