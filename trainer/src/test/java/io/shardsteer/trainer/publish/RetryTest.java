package io.shardsteer.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTest {
  private final List<Duration> waits = new ArrayList<>();
  private final Retry retry =
      new Retry(5, Duration.ofSeconds(1), Duration.ofSeconds(3), waits::add);
  private int attempts;

  @Test
  void waitsLongerEachTimeUntilItWorks() throws IOException {
    assertThat(retry.call("count", () -> succeedAt(4))).isEqualTo(4);
    assertThat(waits)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
  }

  @Test
  void throwsTheLastFailure() {
    assertThatThrownBy(() -> retry.call("count", () -> succeedAt(6)))
        .isInstanceOf(IOException.class)
        .hasMessage("attempt 5");
    assertThat(waits).hasSize(4);
  }

  @Test
  void endsWhenInterrupted() {
    Retry interrupted =
        new Retry(
            5,
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            wait -> {
              throw new InterruptedException();
            });
    assertThatThrownBy(() -> interrupted.call("count", () -> succeedAt(2)))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private int succeedAt(int number) throws IOException {
    attempts++;
    if (attempts < number) {
      throw new IOException("attempt " + attempts);
    }
    return attempts;
  }
}
