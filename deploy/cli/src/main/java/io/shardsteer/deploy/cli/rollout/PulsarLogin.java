package io.shardsteer.deploy.cli.rollout;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How to log in to Pulsar and whose certificates to trust; empty where it asks for neither. Prints
 * without the parameters.
 *
 * @param plugin class of the authentication plugin
 * @param parameters what the plugin asks for
 * @param trustedCertificates PEM file of certificates to trust
 */
public record PulsarLogin(String plugin, String parameters, String trustedCertificates) {
  /** Environment variable that names the plugin. */
  public static final String PLUGIN = "PULSAR_AUTH_PLUGIN";

  /** Environment variable that holds its parameters. */
  public static final String PARAMETERS = "PULSAR_AUTH_PARAMS";

  /** Environment variable that names the file of certificates. */
  public static final String TRUSTED_CERTIFICATES = "PULSAR_TLS_TRUST_CERTS_FILE";

  /** No login. */
  public static final PulsarLogin NONE = new PulsarLogin("", "", "");

  /** What the environment says. */
  public static PulsarLogin from(Map<String, String> environment) {
    return new PulsarLogin(
        environment.getOrDefault(PLUGIN, "").strip(),
        environment.getOrDefault(PARAMETERS, ""),
        environment.getOrDefault(TRUSTED_CERTIFICATES, "").strip());
  }

  boolean hasPlugin() {
    return !plugin.isEmpty();
  }

  boolean hasCertificates() {
    return !trustedCertificates.isEmpty();
  }

  /** The lines of a {@code client.conf}, secrets included. */
  Map<String, String> clientSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    if (hasPlugin()) {
      settings.put("authPlugin", plugin);
      settings.put("authParams", parameters);
    }
    if (hasCertificates()) {
      settings.put("tlsTrustCertsFilePath", trustedCertificates);
    }
    return settings;
  }

  @Override
  public String toString() {
    return "PulsarLogin[plugin=%s, parameters=***, trustedCertificates=%s]"
        .formatted(plugin, trustedCertificates);
  }
}
