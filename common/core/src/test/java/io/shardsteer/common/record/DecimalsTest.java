package io.shardsteer.common.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class DecimalsTest {
  @Test
  void writesNoExponentWherePeopleWouldWriteNone() {
    assertThat(Decimals.of(1e18)).isEqualTo("1000000000000000000");
    assertThat(Decimals.of(-1.5e-7)).isEqualTo("-0.00000015");
    assertThat(Decimals.of(42.0)).isEqualTo("42");
    assertThat(Decimals.of(0.1)).isEqualTo("0.1");
    assertThat(Decimals.of(0.1f)).isEqualTo("0.1");
    assertThat(Decimals.of(3e9f)).isEqualTo("3000000000");
    assertThat(Decimals.of(new BigDecimal("1E+2"))).isEqualTo("100");
    assertThat(Decimals.of(new BigDecimal("0.00000010"))).isEqualTo("0.00000010");
    assertThat(Decimals.ofWritten("12345678901234567890e-3")).isEqualTo("12345678901234567.890");
  }

  @Test
  void writesNoEndlessZeros() {
    assertThat(Decimals.of(1e300)).isEqualTo("1E+300");
    assertThat(Decimals.of(new BigDecimal("1E-999999999"))).hasSizeLessThan(20);
    assertThat(Decimals.of(new BigDecimal("0E+999999999"))).hasSizeLessThan(20);
    assertThat(Decimals.ofWritten("1e-99999999999999")).isEqualTo("1e-99999999999999");
    assertThat(Decimals.of(Double.NaN)).isEqualTo("NaN");
  }
}
