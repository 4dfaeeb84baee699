package io.shardsteer.common.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void doublesUpToTheLongestDelay() {
    Backoff backoff = Backoff.doubling(Duration.ofMillis(50), Duration.ofMillis(300));
    assertThat(IntStream.rangeClosed(1, 5).mapToObj(backoff::after).map(Duration::toMillis))
        .containsExactly(50L, 100L, 200L, 300L, 300L);
  }

  @Test
  void staysAtTheLongestDelayHoweverOftenItFails() {
    Backoff backoff = Backoff.doubling(Duration.ofMillis(1), Duration.ofDays(1));
    assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void isConstantWhereBothDelaysAreEqual() {
    Backoff backoff = Backoff.doubling(Duration.ofSeconds(2), Duration.ofSeconds(2));
    assertThat(backoff.after(1)).isEqualTo(backoff.after(9)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void waitsARandomHalfLessAtMost() {
    Backoff backoff = Backoff.doubling(Duration.ofMillis(100), Duration.ofSeconds(1));
    assertThat(backoff.spread(() -> 0).after(1)).isEqualTo(Duration.ofMillis(50));
    assertThat(backoff.spread(() -> 0.5).after(1)).isEqualTo(Duration.ofMillis(75));
    assertThat(backoff.spread(() -> 0.5).after(20)).isEqualTo(Duration.ofMillis(750));
  }
}
