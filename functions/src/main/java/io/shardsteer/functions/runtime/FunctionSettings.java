package io.shardsteer.functions.runtime;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.pulsar.PulsarLogin;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
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
  private static final Pattern URL = Pattern.compile("https?://[^\\s\\p{Cntrl}]{1,1000}");

  public FunctionSettings {
    if (!adminUrl.isEmpty() && !URL.matcher(adminUrl).matches()) {
      throw new IllegalArgumentException(
          """
          admin_url is not the address of Pulsar's admin API.
          Write it like http://broker:8080 or https://broker:8443.""");
    }
  }

  /**
   * @throws io.shardsteer.common.config.InvalidConfigurationException naming everything wrong
   * @throws IllegalArgumentException if {@code admin_url} is wrong
   */
  public static FunctionSettings of(Map<String, Object> userConfig) {
    Map<String, Object> pipeline = new HashMap<>(userConfig);
    Object adminUrl = pipeline.remove(ADMIN_URL);
    return new FunctionSettings(
        PipelineConfigs.fromMap(pipeline), adminUrl == null ? "" : adminUrl.toString());
  }

  /**
   * A client of Pulsar's admin API, for packages and schemas. At {@code admin_url} it logs in as
   * the function's secrets or its environment say, see {@link PulsarLogin}.
   *
   * @throws IllegalStateException if there is none, with the remedy
   */
  public PulsarAdmin admin(Context context) throws PulsarClientException {
    if (!adminUrl.isEmpty()) {
      return PulsarLogin.from(Secrets.of(context)).admin(adminUrl).build();
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
