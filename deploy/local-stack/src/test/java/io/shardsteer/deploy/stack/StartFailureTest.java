package io.shardsteer.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartFailureTest {
  @Test
  void namesTheCauseAndNotTheShutdownThatFollowsIt() {
    assertThat(
            StartFailure.reason(
                List.of(
                    "INFO starting",
                    "ERROR Failed to start the broker",
                    "Caused by: java.net.BindException: Address already in use",
                    "ERROR interrupted while closing",
                    "INFO bye")))
        .isEqualTo("Its log says: Caused by: java.net.BindException: Address already in use");
  }

  @Test
  void repeatsTheLastLineOfALogWithoutAnError() {
    assertThat(StartFailure.reason(List.of("INFO starting", "INFO still starting", " ")))
        .isEqualTo("Its log says: INFO still starting");
  }

  @Test
  void saysThatALogIsEmpty() {
    assertThat(StartFailure.reason(List.of())).isEqualTo("Its log is empty.");
  }
}
