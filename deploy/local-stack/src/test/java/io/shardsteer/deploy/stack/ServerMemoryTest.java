package io.shardsteer.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerMemoryTest {
  @ParameterizedTest
  @CsvSource({"4096, 768", "8192, 768", "14999, 768", "15900, 2048", "65536, 2048"})
  void cassandraGetsMoreWhereThereIsMore(long machine, int heap) {
    assertThat(ServerMemory.cassandraHeapMegabytes(machine)).isEqualTo(heap);
  }

  @Test
  void knowsThisMachine() {
    assertThat(ServerMemory.cassandraHeapMegabytes()).isIn(768, 2048);
  }
}
