package io.shardsteer.functions.runtime;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import java.util.HashMap;
import java.util.Map;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.functions.api.Context;

/**
 * A function's user configuration: the pipeline's, and what only a function needs to know.
 *
 * @param pipeline the pipeline's configuration
 * @param adminUrl {@code admin_url}: where Pulsar's admin API answers; empty: the function worker
 *     lends its client
 */
public record FunctionSettings(PipelineConfig pipeline, String adminUrl) {
  private static final String ADMIN_URL = "admin_url";

  /**
   * @throws io.shardsteer.common.config.InvalidConfigurationException naming everything wrong
   */
  public static FunctionSettings of(Map<String, Object> userConfig) {
    Map<String, Object> pipeline = new HashMap<>(userConfig);
    Object adminUrl = pipeline.remove(ADMIN_URL);
    return new FunctionSettings(
        PipelineConfigs.fromMap(pipeline), adminUrl == null ? "" : adminUrl.toString());
  }

  /**
   * A client of Pulsar's admin API, for packages and schemas.
   *
   * @throws IllegalStateException if there is none, with the remedy
   */
  public PulsarAdmin admin(Context context) throws PulsarClientException {
    if (!adminUrl.isEmpty()) {
      return PulsarAdmin.builder().serviceHttpUrl(adminUrl).build();
    }
    try {
      return context.getPulsarAdmin();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          """
          The function worker lends no admin client, so model packages cannot be fetched.
          Set exposeAdminClientEnabled: true in functions_worker.yml, or admin_url in the function's userConfig.""",
          e);
    }
  }
}
