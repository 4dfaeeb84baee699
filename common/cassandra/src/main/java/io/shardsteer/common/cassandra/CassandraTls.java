package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import com.datastax.oss.driver.api.core.ssl.SslEngineFactory;
import io.shardsteer.common.config.TlsConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Encrypted connections to Cassandra, as a {@link TlsConfig} wants them. */
final class CassandraTls {
  /** Far above any list of authorities: the JDK's own takes a quarter of it as text. */
  private static final int MAX_BYTES = 1 << 20;

  private CassandraTls() {}

  /**
   * @param config with TLS enabled
   * @throws IllegalArgumentException if the certificates cannot be used, naming their file
   */
  static SslEngineFactory engines(TlsConfig config) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusted(config), null);
      return new ProgrammaticSslEngineFactory(context, null, config.hostnameVerification());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime has no TLS.", e);
    }
  }

  /** Null stands for what the runtime trusts. */
  private static TrustManager @Nullable [] trusted(TlsConfig config)
      throws GeneralSecurityException {
    if (config.trustedCertificates().isEmpty()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    try {
      store.load(null, null);
      for (Certificate certificate : certificates(config.trustedCertificates())) {
        store.setCertificateEntry("trusted-" + store.size(), certificate);
      }
    } catch (IOException e) {
      throw new IllegalStateException("An empty key store could not be made.", e);
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static Collection<? extends Certificate> certificates(String file) {
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read(file)));
      if (certificates.isEmpty()) {
        throw unusable(file, "it holds no certificate", null);
      }
      return certificates;
    } catch (CertificateException e) {
      throw unusable(file, "it is not PEM: " + e.getMessage(), e);
    } catch (IOException | InvalidPathException e) {
      throw unusable(file, "it cannot be read: " + e, e);
    }
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw unusable(file, "it has more than %d bytes".formatted(MAX_BYTES), null);
      }
      return bytes;
    }
  }

  private static IllegalArgumentException unusable(
      String file, String why, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        """
        storage.tls.trusted_certificates '%s' cannot be used: %s.
        Put a PEM file of the authority that signed Cassandra's certificates there, on every machine that connects."""
            .formatted(file, why),
        cause);
  }
}
