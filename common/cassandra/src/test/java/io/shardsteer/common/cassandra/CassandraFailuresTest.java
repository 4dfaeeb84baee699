package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.UnsupportedProtocolVersionException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.connection.ConnectionInitException;
import com.datastax.oss.driver.api.core.metadata.EndPoint;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.datastax.oss.driver.internal.core.metadata.DefaultEndPoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CassandraFailuresTest {
  private static final @Nullable Node ANY_NODE = null;

  private static final EndPoint AT =
      new DefaultEndPoint(InetSocketAddress.createUnresolved("cassandra", 9042));

  private static String remedy(Exception cause) {
    return CassandraFailures.remedy(
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
    assertThat(CassandraFailures.remedy(new ConnectException("refused"), "Check the port."))
        .isEqualTo("Check the port.");
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        arguments(
            new AuthenticationException(AT, "bad credentials"), CassandraCredentials.PASSWORD),
        arguments(new UnauthorizedException(ANY_NODE, "no SELECT"), "grant it the rights"),
        arguments(new ServerError(ANY_NODE, "FSWriteError in /data"), "disk of Cassandra is full"),
        arguments(
            new InvalidQueryException(ANY_NODE, "disk usage exceeds failure threshold"),
            "disk of Cassandra is full"),
        arguments(
            UnsupportedProtocolVersionException.forNegotiation(AT, List.of()), "deploy/RELEASE.md"),
        arguments(new UnknownHostException("nowhere"), "Correct the host"),
        arguments(
            new UnavailableException(ANY_NODE, DefaultConsistencyLevel.LOCAL_QUORUM, 2, 1),
            "Start the nodes that are down"),
        arguments(new NoNodeAvailableException(), "--datacenter"),
        arguments(
            new WriteTimeoutException(
                ANY_NODE, DefaultConsistencyLevel.ONE, 0, 1, DefaultWriteType.SIMPLE),
            "too slow"),
        arguments(new OverloadedException(ANY_NODE, "shedding"), "too slow"),
        arguments(new IllegalStateException("closed"), "else"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void tellsWhatToDoAboutEachKind(Throwable failure, String remedy) {
    assertThat(CassandraFailures.remedy(failure, "else")).contains(remedy);
    assertThat(CassandraFailures.remedy(new IllegalStateException(failure), "else"))
        .contains(remedy);
  }

  @Test
  void knowsWhatTheDriverSaysOfAPortThatNobodyListensAt() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Throwable failure =
        catchThrowable(
            () ->
                CqlSession.builder()
                    .addContactPoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .withLocalDatacenter("datacenter1")
                    .build());
    assertThat(CassandraFailures.reason(failure)).contains("refused").doesNotContain("Exception");
    assertThat(CassandraFailures.remedy(failure, "Start Cassandra."))
        .startsWith("Start Cassandra.");
  }
}
