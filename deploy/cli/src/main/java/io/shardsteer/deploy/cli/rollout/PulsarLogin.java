package io.shardsteer.deploy.cli.rollout;

import java.util.Map;
import java.util.Optional;

/**
 * How to log in to Pulsar. Prints without the parameters.
 *
 * @param plugin class of the authentication plugin, or its short name
 * @param parameters what the plugin asks for
 */
public record PulsarLogin(String plugin, String parameters) {
  /** Environment variable that names the plugin. */
  public static final String PLUGIN = "PULSAR_AUTH_PLUGIN";

  /** Environment variable that holds its parameters. */
  public static final String PARAMETERS = "PULSAR_AUTH_PARAMS";

  /** What the environment says; empty where it names no plugin. */
  public static Optional<PulsarLogin> from(Map<String, String> environment) {
    String plugin = environment.getOrDefault(PLUGIN, "");
    return plugin.isBlank()
        ? Optional.empty()
        : Optional.of(new PulsarLogin(plugin, environment.getOrDefault(PARAMETERS, "")));
  }

  @Override
  public String toString() {
    return "PulsarLogin[plugin=" + plugin + ", parameters=***]";
  }
}
