package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.connection.ConnectionInitException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import io.shardsteer.common.config.StorageConfig;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Connects to the Cassandra cluster of a {@link StorageConfig}: token-aware, one data centre, the
 * configured consistency.
 */
public final class CassandraSessions {
  private static final String SET_TLS =
      "Set storage.tls of the pipeline file as the servers have it: enabled or not, and with the certificates of their authority.";

  /** Longest wait for one answer; a write that takes longer is repeated by the caller. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

  /** A node that comes back is used again within this. */
  private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(4);

  /** Above any router's bound on records in flight, so that the driver itself refuses nothing. */
  private static final int REQUESTS_PER_CONNECTION = 16_384;

  private CassandraSessions() {}

  /**
   * Connects now.
   *
   * @throws com.datastax.oss.driver.api.core.DriverException if no node answers
   * @throws IllegalArgumentException if the configuration cannot be used
   */
  public static CqlSession open(StorageConfig config, Optional<CassandraCredentials> login) {
    return builder(config, login).build();
  }

  /**
   * Connects as soon as a node answers, however long that takes; cancelling the session ends the
   * attempts. The log says why they fail.
   *
   * @throws IllegalArgumentException if the configuration cannot be used
   */
  public static CompletableFuture<CqlSession> openWhenReachable(
      StorageConfig config, Optional<CassandraCredentials> login) {
    return PatientOpening.begin(builder(config, login));
  }

  /** Why a connection failed, from the first node that was asked. */
  public static String reason(Throwable failure) {
    Throwable first =
        failure instanceof AllNodesFailedException all
            ? nodeFailures(all).findFirst().orElse(failure)
            : failure;
    return String.valueOf(first.getMessage());
  }

  /**
   * What to do about a failure that is about access.
   *
   * @param otherwise what to do about any other
   */
  public static String remedy(Throwable failure, String otherwise) {
    List<Throwable> failures =
        failure instanceof AllNodesFailedException all
            ? nodeFailures(all).toList()
            : List.of(failure);
    if (failures.stream().anyMatch(it -> isCausedBy(it, AuthenticationException.class))) {
      return "Set %s and %s to a role of Cassandra and its password."
          .formatted(CassandraCredentials.USERNAME, CassandraCredentials.PASSWORD);
    }
    if (failures.stream().anyMatch(it -> isCausedBy(it, UnauthorizedException.class))) {
      return "Log in as a role that may (%s), or grant it the rights: see deploy/SECURITY.md."
          .formatted(CassandraCredentials.USERNAME);
    }
    if (failures.stream().anyMatch(CassandraSessions::isAboutEncryption)) {
      // Who hears nothing may have asked nobody, or somebody who expects an encrypted question.
      boolean silent =
          failures.stream().anyMatch(it -> isCausedBy(it, ClosedChannelException.class));
      return silent ? otherwise + "\n" + SET_TLS : SET_TLS;
    }
    return otherwise;
  }

  /** Encrypted answers make no sense to who does not expect them, and cause whatever they may. */
  private static boolean isAboutEncryption(Throwable failure) {
    return isCausedBy(failure, SSLException.class)
        || isCausedBy(failure, EOFException.class)
        || (isCausedBy(failure, ConnectionInitException.class)
            && !isCausedBy(failure, DriverTimeoutException.class));
  }

  private static Stream<Throwable> nodeFailures(AllNodesFailedException all) {
    return all.getAllErrors().values().stream().flatMap(List::stream);
  }

  private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static CqlSessionBuilder builder(
      StorageConfig config, Optional<CassandraCredentials> login) {
    // The driver's configuration and classes come from the jar that holds this class, which in a
    // function is not the one of the calling thread.
    ClassLoader loader = CassandraSessions.class.getClassLoader();
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withClassLoader(loader)
            .withLocalDatacenter(config.localDatacenter())
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder(loader)
                    .withString(DefaultDriverOption.REQUEST_CONSISTENCY, consistency(config).name())
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST_TIMEOUT)
                    .withDuration(
                        DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(500))
                    .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, LONGEST_RECONNECT)
                    .withInt(DefaultDriverOption.CONNECTION_MAX_REQUESTS, REQUESTS_PER_CONNECTION)
                    .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
                    .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                    .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                    .build());
    for (String contactPoint : config.contactPoints()) {
      builder.addContactPoint(address(contactPoint));
    }
    if (config.tls().enabled()) {
      builder.withSslEngineFactory(CassandraTls.engines(config.tls()));
    }
    login.ifPresent(it -> builder.withAuthCredentials(it.username(), it.password()));
    return builder;
  }

  private static DefaultConsistencyLevel consistency(StorageConfig config) {
    return Arrays.stream(DefaultConsistencyLevel.values())
        .filter(level -> level.name().equalsIgnoreCase(config.consistency()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    """
                    storage.consistency '%s' is no consistency level.
                    Use one of %s."""
                        .formatted(
                            config.consistency(),
                            Arrays.toString(DefaultConsistencyLevel.values()))));
  }

  private static InetSocketAddress address(String contactPoint) {
    int colon = contactPoint.lastIndexOf(':');
    try {
      return new InetSocketAddress(
          contactPoint.substring(0, colon), Integer.parseInt(contactPoint.substring(colon + 1)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          """
          storage.contact_points has '%s'.
          Write each as host:port, e.g. cassandra-0:9042."""
              .formatted(contactPoint),
          e);
    }
  }
}
