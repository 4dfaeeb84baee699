package io.shardsteer.deploy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackpressureTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong(5 * SECOND);
  private final AtomicLong routed = new AtomicLong();
  private final Backpressure backpressure = new Backpressure(1_000, routed::get, clock::get);

  @Test
  void keepsToTheRateWhereRoutersKeepUp() {
    long sent = sendFor(10 * SECOND, Long.MAX_VALUE);

    assertThat(sent).isBetween(9_900L, 10_300L);
  }

  @Test
  void runsNoFurtherAheadThanTheRoutersRouteInSeconds() {
    long sent = sendFor(60 * SECOND, 300);

    assertThat(sent - routed.get()).isLessThanOrEqualTo(Backpressure.LEAST_WINDOW);
    assertThat(sent).isGreaterThan(60 * 300L);
  }

  @Test
  void makesNoBurstOfWhatWasMissedWhileRoutersWereStuck() {
    long before = sendFor(60 * SECOND, 0);
    assertThat(before).isEqualTo(Backpressure.LEAST_WINDOW);

    routed.set(before);
    assertThat(sendFor(SECOND, Long.MAX_VALUE)).isLessThan(1_500);
  }

  /** Sends as a publisher would while routers route so many records a second. */
  private long sendFor(long nanos, long routedPerSecond) {
    long end = clock.get() + nanos;
    long first = routed.get();
    long begun = clock.get();
    long sent = first;
    while (clock.get() < end) {
      long wait = backpressure.waitNanos(sent);
      if (wait == 0) {
        sent++;
        if (routedPerSecond == Long.MAX_VALUE) {
          routed.set(sent);
        }
      } else {
        clock.addAndGet(wait);
      }
      if (routedPerSecond != Long.MAX_VALUE) {
        double seconds = (clock.get() - begun) / (double) SECOND;
        routed.set(Math.min(sent, first + (long) (seconds * routedPerSecond)));
      }
    }
    return sent - first;
  }
}
