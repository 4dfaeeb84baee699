package io.shardsteer.deploy.cli.kubernetes;

import io.shardsteer.common.config.PipelineConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** What resources of all kinds share. */
final class Resources {
  /** Variables of the login to Pulsar, and the keys of its secret, which are FunctionMesh's. */
  static final Map<String, String> PULSAR_LOGIN =
      Map.of(
          "PULSAR_AUTH_PLUGIN", "clientAuthenticationPlugin",
          "PULSAR_AUTH_PARAMS", "clientAuthenticationParameters");

  /** Variables of the login to Cassandra, and the keys of its secret. */
  static final Map<String, String> CASSANDRA_LOGIN =
      Map.of(
          "SHARDSTEER_CASSANDRA_USERNAME", "username",
          "SHARDSTEER_CASSANDRA_PASSWORD", "password");

  private Resources() {}

  /**
   * @param rest what follows the metadata
   */
  static Map<String, Object> of(
      String apiVersion, String kind, String name, Map<String, Object> rest) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("apiVersion", apiVersion);
    resource.put("kind", kind);
    resource.put("metadata", Map.of("name", name));
    resource.putAll(rest);
    return resource;
  }

  static Map<String, Object> labels(PipelineConfig config) {
    return Map.of(
        "app.kubernetes.io/name",
        "shardsteer",
        "app.kubernetes.io/instance",
        KubernetesSettings.name(config));
  }
}
