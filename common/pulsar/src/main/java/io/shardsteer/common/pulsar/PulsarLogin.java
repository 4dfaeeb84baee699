package io.shardsteer.common.pulsar;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminBuilder;
import org.apache.pulsar.client.api.ClientBuilder;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/**
 * How to log in to Pulsar and whose certificates to trust; empty where it asks for neither. Prints
 * without the parameters.
 *
 * @param plugin class of the authentication plugin
 * @param parameters what the plugin asks for
 * @param trustedCertificates PEM file of certificates to trust; empty: those that the Java runtime
 *     trusts
 * @param hostnameVerification whether a broker's certificate has to name the address that it was
 *     reached at; means something on {@code pulsar+ssl} and {@code https} only
 */
public record PulsarLogin(
    String plugin, String parameters, String trustedCertificates, boolean hostnameVerification) {
  /** Names the plugin. */
  public static final String PLUGIN = "PULSAR_AUTH_PLUGIN";

  /** Holds its parameters, e.g. {@code token:...} or {@code file:///run/secrets/token}. */
  public static final String PARAMETERS = "PULSAR_AUTH_PARAMS";

  /** Names the file of certificates. */
  public static final String TRUSTED_CERTIFICATES = "PULSAR_TLS_TRUST_CERTS_FILE";

  /** {@code false} lets a certificate name another host. */
  public static final String HOSTNAME_VERIFICATION = "PULSAR_TLS_HOSTNAME_VERIFICATION";

  /** Pulsar's own plugin for tokens. */
  public static final String TOKEN_PLUGIN =
      "org.apache.pulsar.client.impl.auth.AuthenticationToken";

  private static final int MAX_LENGTH = 1 << 16;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /** No login. */
  public static final PulsarLogin NONE = new PulsarLogin("", "", "", true);

  /**
   * @throws IllegalArgumentException if parameters have no plugin, or a value cannot be one line of
   *     a file; the message does not show it
   */
  public PulsarLogin {
    requireOneLine(PLUGIN, plugin);
    requireOneLine(PARAMETERS, parameters);
    requireOneLine(TRUSTED_CERTIFICATES, trustedCertificates);
    if (plugin.isEmpty() && !parameters.isEmpty()) {
      throw new IllegalArgumentException(
          """
          %s is set, but %s is not.
          Set both; for a token the plugin is %s.\
          """
              .formatted(PARAMETERS, PLUGIN, TOKEN_PLUGIN));
    }
  }

  /**
   * Looks all up, in the environment or in a function's secrets.
   *
   * @throws IllegalArgumentException if they cannot be used, without showing the parameters
   */
  public static PulsarLogin from(Function<String, @Nullable String> lookup) {
    String verification = text(lookup, HOSTNAME_VERIFICATION);
    if (!verification.isEmpty() && !verification.equals("true") && !verification.equals("false")) {
      throw new IllegalArgumentException(
          """
          %s is neither true nor false.
          Leave it out, or set it to false where certificates name other hosts.\
          """
              .formatted(HOSTNAME_VERIFICATION));
    }
    return new PulsarLogin(
        text(lookup, PLUGIN),
        text(lookup, PARAMETERS),
        text(lookup, TRUSTED_CERTIFICATES),
        !verification.equals("false"));
  }

  private static String text(Function<String, @Nullable String> lookup, String name) {
    String value = lookup.apply(name);
    return value == null ? "" : value.strip();
  }

  /** A login by token, trusting the certificates of a PEM file. */
  public static PulsarLogin token(String token, String trustedCertificates) {
    return new PulsarLogin(TOKEN_PLUGIN, "token:" + token, trustedCertificates, true);
  }

  private static void requireOneLine(String name, String value) {
    if (value.length() > MAX_LENGTH || CONTROL.matcher(value).find()) {
      throw new IllegalArgumentException(
          """
          %s is longer than %d characters or has line ends or other control characters in it.
          Set it to a single line.\
          """
              .formatted(name, MAX_LENGTH));
    }
  }

  public boolean hasPlugin() {
    return !plugin.isEmpty();
  }

  public boolean hasCertificates() {
    return !trustedCertificates.isEmpty();
  }

  /**
   * A client's builder; the client connects when it is used.
   *
   * @throws PulsarClientException if the plugin or its parameters cannot be used
   */
  public ClientBuilder client(String serviceUrl) throws PulsarClientException {
    ClientBuilder builder =
        PulsarClient.builder()
            .serviceUrl(serviceUrl)
            .enableTlsHostnameVerification(hostnameVerification);
    if (hasPlugin()) {
      builder.authentication(plugin, parameters);
    }
    if (hasCertificates()) {
      builder.tlsTrustCertsFilePath(trustedCertificates);
    }
    return builder;
  }

  /**
   * An admin client's builder; the client connects when it is used.
   *
   * @throws PulsarClientException if the plugin or its parameters cannot be used
   */
  public PulsarAdminBuilder admin(String adminUrl) throws PulsarClientException {
    PulsarAdminBuilder builder =
        PulsarAdmin.builder()
            .serviceHttpUrl(adminUrl)
            .enableTlsHostnameVerification(hostnameVerification);
    if (hasPlugin()) {
      builder.authentication(plugin, parameters);
    }
    if (hasCertificates()) {
      builder.tlsTrustCertsFilePath(trustedCertificates);
    }
    return builder;
  }

  /** The environment of a process that logs in likewise, secrets included. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    if (hasPlugin()) {
      variables.put(PLUGIN, plugin);
      variables.put(PARAMETERS, parameters);
    }
    if (hasCertificates()) {
      variables.put(TRUSTED_CERTIFICATES, trustedCertificates);
    }
    if (!hostnameVerification) {
      variables.put(HOSTNAME_VERIFICATION, "false");
    }
    return variables;
  }

  @Override
  public String toString() {
    return "PulsarLogin[plugin=%s, parameters=***, trustedCertificates=%s, hostnameVerification=%s]"
        .formatted(plugin, trustedCertificates, hostnameVerification);
  }
}
