package io.shardsteer.deploy.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImbalanceTest {
  @Test
  void isTheLargestOverTheMean() {
    assertThat(Imbalance.of(List.of(30L, 10L, 20L, 0L))).isEqualTo(2);
  }

  @Test
  void isOneWhereThereIsNothing() {
    assertThat(Imbalance.of(List.of(0L, 0L))).isEqualTo(1);
  }
}
