package io.shardsteer.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServerTest {
  @TempDir private Path folder;
  private final AtomicBoolean answers = new AtomicBoolean(true);

  @Test
  void tellsAServerThatHangsFromOneThatHasEnded() {
    LocalServer server = server();
    server.start();
    assertThat(server.trouble()).isEmpty();

    answers.set(false);
    assertThat(server.trouble())
        .hasValueSatisfying(
            trouble ->
                assertThat(trouble)
                    .startsWith("fake runs, but does not answer")
                    .contains("fake.log"));

    server.kill();
    assertThat(server.trouble())
        .hasValueSatisfying(trouble -> assertThat(trouble).startsWith("fake has ended"));
  }

  private LocalServer server() {
    return new LocalServer("fake", folder, ProcessGroup.Life.OWNED, Duration.ofSeconds(20)) {
      @Override
      ProcessGroup.Launch launch() {
        return new ProcessGroup.Launch(
            name(), List.of("bash", "-c", "echo fine; sleep 1000"), Map.of(), folder());
      }

      @Override
      boolean isReady() {
        return answers.get();
      }
    };
  }
}
