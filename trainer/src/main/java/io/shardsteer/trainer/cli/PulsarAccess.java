package io.shardsteer.trainer.cli;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * Where Pulsar is and how to log in. What is secret comes from the environment only and is not
 * printed.
 */
record PulsarAccess(String serviceUrl, String adminUrl, Map<String, String> environment) {
  /** Names the class of an authentication plugin. */
  static final String PLUGIN = "PULSAR_AUTH_PLUGIN";

  /** What the plugin asks for, e.g. {@code token:...}. */
  static final String PARAMETERS = "PULSAR_AUTH_PARAMS";

  /** A PEM file of certificates to trust, for {@code pulsar+ssl} and {@code https}. */
  static final String TRUSTED_CERTIFICATES = "PULSAR_TLS_TRUST_CERTS_FILE";

  PulsarAccess {
    environment = Map.copyOf(environment);
  }

  PulsarClient client() throws PulsarClientException {
    var builder =
        PulsarClient.builder().serviceUrl(serviceUrl).operationTimeout(15, TimeUnit.SECONDS);
    if (has(PLUGIN)) {
      builder.authentication(value(PLUGIN), value(PARAMETERS));
    }
    if (has(TRUSTED_CERTIFICATES)) {
      builder.tlsTrustCertsFilePath(value(TRUSTED_CERTIFICATES));
    }
    return builder.build();
  }

  PulsarAdmin admin() throws PulsarClientException {
    var builder = PulsarAdmin.builder().serviceHttpUrl(adminUrl);
    if (has(PLUGIN)) {
      builder.authentication(value(PLUGIN), value(PARAMETERS));
    }
    if (has(TRUSTED_CERTIFICATES)) {
      builder.tlsTrustCertsFilePath(value(TRUSTED_CERTIFICATES));
    }
    return builder.build();
  }

  private boolean has(String name) {
    return !value(name).isBlank();
  }

  private String value(String name) {
    return environment.getOrDefault(name, "");
  }

  @Override
  public String toString() {
    return "serviceUrl=%s adminUrl=%s authentication=%s"
        .formatted(serviceUrl, adminUrl, has(PLUGIN) ? value(PLUGIN) : "none");
  }
}
