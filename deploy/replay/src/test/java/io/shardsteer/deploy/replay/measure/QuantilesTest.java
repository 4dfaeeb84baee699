package io.shardsteer.deploy.replay.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuantilesTest {
  @Test
  void takesTheNearestRank() {
    double[] values = {5, 1, 4, 2, 3};
    assertThat(Quantiles.quantile(values, 0.2)).isEqualTo(1);
    assertThat(Quantiles.quantile(values, 0.5)).isEqualTo(3);
    assertThat(Quantiles.quantile(values, 0.95)).isEqualTo(5);
    assertThat(Quantiles.quantile(values, 1)).isEqualTo(5);
    assertThat(values).containsExactly(5, 1, 4, 2, 3);
  }

  @Test
  void isNotANumberWithoutValues() {
    assertThat(Quantiles.quantile(new double[0], 0.5)).isNaN();
    assertThat(Quantiles.mean(new double[0])).isNaN();
    assertThat(Quantiles.largest(new double[0])).isNaN();
  }
}
