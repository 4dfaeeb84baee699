package io.shardsteer.deploy.replay.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacingTest {
  @Test
  void spacesRecordsByTheRate() {
    Pacing pacing = Pacing.constant(500);
    assertThat(pacing.millis(0)).isEqualTo(Pacing.EPOCH_MILLIS);
    assertThat(pacing.millis(1) - pacing.millis(0)).isEqualTo(2);
    assertThat(pacing.millis(500) - pacing.millis(0)).isEqualTo(1_000);
  }

  @Test
  void spreadsRecordsOfOneMinuteOverIt() {
    Pacing pacing = Pacing.recorded(new double[] {60, 60, 60, 60, 120, 3_720, 3_720});
    assertThat(IntStream.range(0, 7).mapToLong(pacing::millis))
        .containsExactly(60_000L, 75_000L, 90_000L, 105_000L, 120_000L, 3_720_000L, 3_720_500L);
  }

  @Test
  void neverGoesBack() {
    Pacing pacing = Pacing.recorded(new double[] {10, 5, Double.NaN, 11});
    assertThat(pacing.millis(1)).isBetween(10_000L, 11_000L);
    assertThat(pacing.millis(2)).isBetween(pacing.millis(1), 11_000L);
    assertThat(pacing.millis(3)).isEqualTo(11_000);
  }
}
