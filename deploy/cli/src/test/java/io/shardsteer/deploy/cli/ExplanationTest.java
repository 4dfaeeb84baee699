package io.shardsteer.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import io.shardsteer.common.pulsar.PulsarLogin;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.MisuseException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static String text(Throwable failure) {
    Explanation explanation = Explanation.of(failure).orElseThrow();
    assertThat(explanation.exitCode()).isEqualTo(ExitCodes.FAILED);
    return explanation.text();
  }

  @Test
  void tellsOfServersThatAreNotThere() {
    var refused =
        new PulsarClientException(new ConnectException("Connection refused: /10.0.0.1:1"));
    assertThat(text(refused))
        .isEqualTo(
            "steer: Pulsar: Connection refused: 10.0.0.1:1\n"
                + "Start Pulsar there, or correct its URLs (--service-url, --admin-url).");
    assertThat(text(new ExecutionException(refused))).isEqualTo(text(refused));
    assertThat(text(new NoNodeAvailableException())).contains("Cassandra: ", "--datacenter");
  }

  @Test
  void tellsOfAPortThatNobodyListensAtWhateverTheClientsSay() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (PulsarClient client =
            PulsarLogin.NONE
                .client("pulsar://127.0.0.1:" + port)
                .operationTimeout(1, TimeUnit.SECONDS)
                .lookupTimeout(1, TimeUnit.SECONDS)
                .build();
        PulsarAdmin admin = PulsarLogin.NONE.admin("http://127.0.0.1:" + port).build()) {
      Throwable unread =
          catchThrowable(
              () -> client.newReader().topic("t").startMessageId(MessageId.earliest).create());
      Throwable unasked =
          catchThrowable(() -> admin.topics().getStats("persistent://public/default/t"));
      for (Throwable failure : List.of(unread, unasked)) {
        assertThat(text(failure))
            .contains("onnection refused", "127.0.0.1:" + port, "\nStart Pulsar there")
            .doesNotContain("Exception");
      }
    }
  }

  @Test
  void tellsOfMissingRights() {
    assertThat(text(new PulsarAdminException("no", new IllegalStateException(), "no", 403)))
        .contains("Pulsar: no", "grant the rights");
    assertThat(text(new AccessDeniedException("/root/x.csv")))
        .contains("/root/x.csv cannot be opened: permission denied", "SHARDSTEER_STATE");
  }

  @Test
  void tellsOfFullAndLockedDisks() {
    var full = new FileSystemException("/tmp/a", null, "No space left on device");
    assertThat(text(new UncheckedIOException(full))).contains("/tmp/a", "Free space on that disk");
    assertThat(text(new IOException("Disk quota exceeded"))).contains("Free space on that disk");
    assertThat(text(new FileSystemException("/a", null, "Read-only file system")))
        .contains("/a", "SHARDSTEER_CACHE");
  }

  @Test
  void tellsOfFilesThatAreNotThere() {
    assertThat(text(new NoSuchFileException("a.yaml"))).isEqualTo("steer: a.yaml is not there.");
    assertThat(text(new FileNotFoundException("a.csv (Is a directory)")))
        .isEqualTo("steer: FileNotFoundException: a.csv (Is a directory)");
  }

  @Test
  void keepsTheStackTraceOfABugAndTheExitCodeOfMisuse() {
    assertThat(Explanation.of(new IllegalStateException("never"))).isEmpty();
    assertThat(Explanation.of(new MisuseException("--to is no time.")).orElseThrow())
        .isEqualTo(new Explanation("steer: --to is no time.", ExitCodes.MISUSED));
  }
}
