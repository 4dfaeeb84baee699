package io.shardsteer.common.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FieldValuesTest {
  private final FieldValues values = new FieldValues(FieldPaths.of(List.of("n")));

  @Test
  void integersBeyondTheDoublesKeepEveryDigit() {
    values.setNumber(0, 9007199254740993L);
    assertThat(values.exactNumber(0)).isEqualByComparingTo("9007199254740993");
    assertThat(values.isExact(0)).isFalse();
    values.setNumber(0, Long.MIN_VALUE);
    assertThat(values.exactNumber(0)).isEqualByComparingTo("-9223372036854775808");
  }

  @Test
  void decimalsBeyondTheDoublesKeepEveryDigit() {
    values.setNumber(0, 0.1, "0.10000000000000000001");
    assertThat(values.exactNumber(0)).isEqualByComparingTo("0.10000000000000000001");
    values.setNumber(0, 1.2345678901234567e19, "12345678901234567890.5");
    assertThat(values.exactNumber(0)).isEqualByComparingTo("12345678901234567890.5");
    assertThat(values.isExact(0)).isFalse();
  }

  @Test
  void aDoubleIsTheShortestDecimalThatMeansIt() {
    values.setNumber(0, 0.1);
    assertThat(values.exactNumber(0)).isEqualByComparingTo("0.1");
    assertThat(values.isExact(0)).isTrue();
    values.setNumber(0, 42L);
    assertThat(values.exactNumber(0)).isEqualByComparingTo("42");
    assertThat(values.isExact(0)).isTrue();
  }

  @Test
  void whatIsNoNumberHasNoExactOne() {
    assertThat(values.exactNumber(0)).isNull();
    values.setText(0, "42");
    assertThat(values.exactNumber(0)).isNull();
    values.setBoolean(0, true);
    assertThat(values.exactNumber(0)).isNull();
  }
}
