package io.shardsteer.common.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DelayHistogramTest {
  @Test
  void aBoundBelongsToItsBucket() {
    assertThat(DelayHistogram.bucket(-3)).isZero();
    assertThat(DelayHistogram.bucket(0.005)).isZero();
    assertThat(DelayHistogram.bucket(0.0051)).isEqualTo(1);
    assertThat(DelayHistogram.bucket(600)).isEqualTo(11);
    assertThat(DelayHistogram.bucket(1e9)).isEqualTo(12);
  }

  @Test
  void addsUp() {
    var one = DelayHistogram.of(new long[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}, 1_500);
    var sum = one.plus(one).plus(DelayHistogram.NONE);
    assertThat(sum.counts().get(0)).isEqualTo(2);
    assertThat(sum.counts().get(12)).isEqualTo(4);
    assertThat(sum.sumSeconds()).isEqualTo(3_000);
  }

  @Test
  void refusesOtherBuckets() {
    assertThatThrownBy(() -> new DelayHistogram(List.of(1L), 0))
        .hasMessageContaining("13 buckets", "1 counts");
  }
}
