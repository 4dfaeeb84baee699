package io.shardsteer.common.config;

/**
 * Whether and how connections to Cassandra are encrypted.
 *
 * @param enabled false: plain connections
 * @param trustedCertificates PEM file, on the machine that connects, of the certificates to trust;
 *     empty: those that the Java runtime trusts
 * @param hostnameVerification whether a node's certificate has to name the address that it was
 *     reached at
 */
public record TlsConfig(boolean enabled, String trustedCertificates, boolean hostnameVerification) {
  /** Plain connections. */
  public static final TlsConfig OFF = new TlsConfig(false, "", true);
}
