package io.shardsteer.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final long MILLI = 1_000_000;

  private long nowNanos = 1;
  private double most = 1_000;
  private final Throttle throttle =
      new Throttle(() -> most, () -> nowNanos, millis -> nowNanos += millis * MILLI);

  /** Moves rows for so long while each write takes as long as is told; how many a second. */
  private double move(int seconds, long writeMillis) {
    long end = nowNanos + 1_000L * seconds * MILLI;
    long rows = 0;
    while (nowNanos < end) {
      throttle.await();
      throttle.took(writeMillis * MILLI);
      rows++;
      nowNanos += 1_000;
    }
    return (double) rows / seconds;
  }

  @Test
  void keepsToItsRateWhereWritesAreAsQuickAsUsual() {
    assertThat(move(20, 3)).isCloseTo(1_000, within(20.0));
  }

  @Test
  void goesByAnotherRateAtOnce() {
    assertThat(move(5, 3)).isCloseTo(1_000, within(30.0));
    most = 200;
    assertThat(move(10, 3)).isCloseTo(200, within(30.0));
  }

  @Test
  void backsOffWhileWritesAreSlowAndComesBack() {
    move(5, 3);
    move(10, 60);
    assertThat(throttle.part()).isEqualTo(Throttle.LEAST);
    assertThat(move(5, 60)).isLessThan(100);
    move(30, 3);
    assertThat(throttle.part()).isEqualTo(1);
    assertThat(move(5, 3)).isCloseTo(1_000, within(30.0));
  }

  @Test
  void takesNoNoticeOfWritesThatAreALittleSlower() {
    move(5, 3);
    move(10, 5);
    assertThat(throttle.part()).isEqualTo(1);
    move(5, 12);
    assertThat(throttle.part()).isEqualTo(1);
  }

  @Test
  void goesAtFullRateAgainOnceSlowIsUsual() {
    move(5, 10);
    move(60, 40);
    assertThat(throttle.part()).isLessThan(1);
    move(600, 40);
    assertThat(throttle.part()).isEqualTo(1);
  }
}
