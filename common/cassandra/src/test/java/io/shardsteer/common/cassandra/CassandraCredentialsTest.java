package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CassandraCredentialsTest {
  @Test
  void findsBothOrNeither() {
    assertThat(CassandraCredentials.from(name -> null)).isEmpty();
    assertThat(
            CassandraCredentials.from(
                Map.of(
                        CassandraCredentials.USERNAME, "steer",
                        CassandraCredentials.PASSWORD, "open sesame")
                    ::get))
        .contains(new CassandraCredentials("steer", "open sesame"));
  }

  @Test
  void refusesARoleWithoutPassword() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> CassandraCredentials.from(Map.of(CassandraCredentials.USERNAME, "steer")::get))
        .withMessageContaining(CassandraCredentials.PASSWORD);
  }

  @Test
  void neverPrintsThePassword() {
    assertThat(new CassandraCredentials("steer", "open sesame").toString())
        .doesNotContain("sesame");
  }
}
