package io.shardsteer.deploy.cli.kubernetes;

import io.shardsteer.common.config.PipelineConfig;
import java.util.Optional;

/**
 * What a pipeline file does not say about a Kubernetes cluster.
 *
 * @param serviceUrl Pulsar's service URL, as pods reach it
 * @param adminUrl Pulsar's admin URL, as pods reach it
 * @param parallelism instances of the router
 * @param image of trainer, console and {@code steer}
 * @param functionsImage of the functions: Pulsar's with their jar
 * @param pulsarSecret name of the secret with the login to Pulsar; empty: it asks for none
 * @param cassandraSecret name of the secret with the login to Cassandra; empty: it asks for none
 */
public record KubernetesSettings(
    String serviceUrl,
    String adminUrl,
    int parallelism,
    String image,
    String functionsImage,
    Optional<String> pulsarSecret,
    Optional<String> cassandraSecret) {
  /** A pipeline's name as Kubernetes takes it. */
  static String name(PipelineConfig config) {
    return config.pipeline().replace('_', '-');
  }
}
