package io.shardsteer.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  @Test
  void handsOutEachPortOnceAndBelowTheEphemeralRange() {
    FreePorts ports = new FreePorts();

    assertThat(Stream.generate(ports::next).limit(200).distinct().toList())
        .hasSize(200)
        .allMatch(port -> port >= 15_000 && port < 32_000);
  }
}
