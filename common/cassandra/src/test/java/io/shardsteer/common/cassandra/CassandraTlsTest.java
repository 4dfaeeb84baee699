package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassandraTlsTest {
  @TempDir Path folder;

  @Test
  void trustsWhatTheJavaRuntimeTrustsUnlessAFileIsNamed() {
    assertThat(CassandraTls.engines(new TlsConfig(true, "", true))).isNotNull();
  }

  @Test
  void namesAFileOfCertificatesThatCannotBeUsedAndTheRemedy() throws IOException {
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----");
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    Path large = Files.write(folder.resolve("large.pem"), new byte[(1 << 20) + 1]);

    assertUnusable(folder.resolve("missing.pem"), "cannot be read");
    assertUnusable(garbage, "not PEM");
    assertUnusable(empty, "no certificate");
    assertUnusable(large, "more than 1048576 bytes");
  }

  private static void assertUnusable(Path file, String why) {
    assertThatThrownBy(() -> CassandraTls.engines(new TlsConfig(true, file.toString(), true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("storage.tls.trusted_certificates '" + file)
        .hasMessageContaining(why)
        .hasMessageContaining("Put a PEM file of the authority");
  }
}
