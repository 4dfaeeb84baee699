package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.shardsteer.common.config.StorageConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Connects to the Cassandra cluster of a {@link StorageConfig}: token-aware, one data centre, the
 * configured consistency.
 */
public final class CassandraSessions {
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
                    Use one of %s.\
                    """
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
          Write each as host:port, e.g. cassandra-0:9042.\
          """
              .formatted(contactPoint),
          e);
    }
  }
}
