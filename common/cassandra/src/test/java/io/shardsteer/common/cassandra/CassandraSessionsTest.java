package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.connection.ConnectionInitException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class CassandraSessionsTest {
  private static String remedy(Exception cause) {
    return CassandraSessions.remedy(
        new ConnectionInitException("step 1", cause), "Check the port.");
  }

  @Test
  void anAnswerThatMakesNoSenseIsAnEncryptedOne() {
    assertThat(remedy(new IllegalStateException("bad frame"))).startsWith("Set storage.tls");
  }

  @Test
  void whoHearsNothingHasAWrongPortOrMeetsAServerThatExpectsEncryption() {
    assertThat(remedy(new ClosedChannelException()))
        .startsWith("Check the port.\nSet storage.tls of the pipeline file");
  }

  @Test
  void whoIsTurnedAwayByNobodyIsToldTheRest() {
    assertThat(CassandraSessions.remedy(new ConnectException("refused"), "Check the port."))
        .isEqualTo("Check the port.");
  }
}
