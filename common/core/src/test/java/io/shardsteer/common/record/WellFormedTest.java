package io.shardsteer.common.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WellFormedTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "naïve", "\ud83d\ude00", "a\ud83d\ude00b"})
  void takesWholeText(String text) {
    assertThat(WellFormed.is(text)).isTrue();
    assertThat(WellFormed.fault(text)).isNull();
    assertThat(WellFormed.of(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cut\ud83d", "\ude00", "\ude00\ud83d", "a\ud83d\ud83d\ude00", "\ud83dx\ude00"})
  void findsHalfAPair(String text) {
    assertThat(WellFormed.is(text)).isFalse();
    assertThat(WellFormed.fault(text)).startsWith("has half of a surrogate pair");
    assertThat(WellFormed.is(WellFormed.of(text))).isTrue();
    assertThat(WellFormed.of(text)).contains("\uFFFD").hasSameSizeAs(text);
  }

  @Test
  void saysWhichHalfIsWhere() {
    assertThat(WellFormed.fault("cut\ud83d"))
        .isEqualTo("has half of a surrogate pair (\\ud83d) at index 3");
  }
}
