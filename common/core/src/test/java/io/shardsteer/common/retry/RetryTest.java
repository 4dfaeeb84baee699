package io.shardsteer.common.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTest {
  private final List<Duration> waits = new ArrayList<>();
  private final Backoff backoff = Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(3));
  private final Retry retry = new Retry(5, backoff, waits::add);
  private final List<String> told = new ArrayList<>();
  private int attempts;

  @Test
  void waitsLongerEachTimeUntilItWorks() throws Exception {
    assertThat(called(retry, 4)).isEqualTo(4);
    assertThat(waits)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
  }

  @Test
  void tellsOfEachFailureBeforeItWaits() throws Exception {
    called(retry, 3);
    assertThat(told).containsExactly("attempt 1, 1, PT1S", "attempt 2, 2, PT2S");
  }

  @Test
  void neitherWaitsNorTellsWhereTheFirstAttemptWorks() throws Exception {
    assertThat(called(retry, 1)).isEqualTo(1);
    assertThat(waits).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void throwsTheLastFailure() {
    assertThatThrownBy(() -> called(retry, 6))
        .isInstanceOf(IOException.class)
        .hasMessage("attempt 5");
    assertThat(waits).hasSize(4);
  }

  @Test
  void triesForeverWhereItMay() throws Exception {
    assertThat(called(new Retry(Retry.FOREVER, backoff, waits::add), 1_000)).isEqualTo(1_000);
    assertThat(waits).hasSize(999).endsWith(Duration.ofSeconds(3));
  }

  @Test
  void throwsAtOnceWhatIsNotTemporary() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                retry.call(
                    IOException.class,
                    () -> {
                      attempts++;
                      throw new IllegalStateException("a bug");
                    },
                    (failure, failures, wait) -> {}));
    assertThat(attempts).isEqualTo(1);
    assertThat(waits).isEmpty();
  }

  @Test
  void endsWhereTheListenerGivesUp() {
    assertThatThrownBy(
            () ->
                retry.<Integer, IOException>call(
                    IOException.class,
                    () -> succeedAt(6),
                    (failure, failures, wait) -> {
                      throw new FileNotFoundException("gone");
                    }))
        .isInstanceOf(FileNotFoundException.class);
    assertThat(attempts).isEqualTo(1);
    assertThat(waits).isEmpty();
  }

  @Test
  void endsWhenInterrupted() {
    Retry interrupted =
        new Retry(
            5,
            backoff,
            wait -> {
              throw new InterruptedException();
            });
    assertThatThrownBy(() -> called(interrupted, 2)).isInstanceOf(InterruptedException.class);
    assertThat(attempts).isEqualTo(1);
  }

  private int called(Retry by, int number) throws IOException, InterruptedException {
    return by.<Integer, IOException>call(
        IOException.class,
        () -> succeedAt(number),
        (failure, failures, wait) ->
            told.add("%s, %d, %s".formatted(failure.getMessage(), failures, wait)));
  }

  private int succeedAt(int number) throws IOException {
    attempts++;
    if (attempts < number) {
      throw new IOException("attempt " + attempts);
    }
    return attempts;
  }
}
