package io.shardsteer.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "1 hour,PT1H",
    "90 s,PT1M30S",
    "90s,PT1M30S",
    "PT5M,PT5M",
    "2 days,PT48H",
    "1 h 30 min,PT1H30M",
    "1.5 hours,PT1H30M",
    "500 ms,PT0.5S",
    "' 5 Minutes',PT5M"
  })
  void readsWhatPeopleWrite(String text, Duration duration) {
    assertThat(Durations.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "five minutes", "5 parsecs", "-5 s", "5 s x", "PT", "1e9 s"})
  void refusesWhatHasNoUnitOrNoNumber(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Test
  void writesWhatItReads() {
    for (long millis : new long[] {0, 1, 500, 1_000, 90_000, 3_600_000, 86_400_000, 90_061_001}) {
      var duration = Duration.ofMillis(millis);
      assertThat(Durations.parse(Durations.format(duration))).contains(duration);
    }
    assertThat(Durations.format(Duration.ofHours(1))).isEqualTo("1 hour");
    assertThat(Durations.format(Duration.ofSeconds(90))).isEqualTo("90 seconds");
  }

  @Test
  void sizesAreDecimalOrBinary() {
    assertThat(Sizes.parse("1 MB")).contains(1_000_000L);
    assertThat(Sizes.parse("1 MiB")).contains(1L << 20);
    assertThat(Sizes.parse("1.5kb")).contains(1_500L);
    assertThat(Sizes.parse("200 b")).contains(200L);
    assertThat(Sizes.parse("200")).isEmpty();
    for (long bytes : new long[] {0, 1, 1_000, 1 << 20, 123_456_789}) {
      assertThat(Sizes.parse(Sizes.format(bytes))).contains(bytes);
    }
  }
}
