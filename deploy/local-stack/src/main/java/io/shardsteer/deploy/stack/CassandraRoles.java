package io.shardsteer.deploy.stack;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Who may do what on a secured Cassandra, and how a client of the stack itself logs in. */
final class CassandraRoles {
  private static final String SUPERUSER = "cassandra";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final InetSocketAddress contactPoint;
  private final StackSecurity security;

  CassandraRoles(InetSocketAddress contactPoint, StackSecurity security) {
    this.contactPoint = contactPoint;
    this.security = security;
  }

  /**
   * Makes the roles on a fresh server and takes its well-known password away; a server that was
   * prepared before stays as it is.
   */
  void prepare() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        if (isPrepared()) {
          return;
        }
        try (CqlSession session = login(SUPERUSER, SUPERUSER)) {
          statements().forEach(session::execute);
        }
        return;
      } catch (AllNodesFailedException notYet) {
        // The superuser is made some time after the server begins to answer.
        if (System.nanoTime() > deadline) {
          throw new StackException("Cassandra's first superuser cannot log in.", notYet);
        }
        Pause.forMillis(200);
      }
    }
  }

  private boolean isPrepared() {
    try (CqlSession session = login(SUPERUSER, security.cassandraPassword(SUPERUSER))) {
      return !session.isClosed();
    } catch (AllNodesFailedException fresh) {
      return false;
    }
  }

  private List<String> statements() {
    return List.of(
        role(StackSecurity.OPERATOR),
        "GRANT CREATE ON ALL KEYSPACES TO " + StackSecurity.OPERATOR,
        role(StackSecurity.ROUTER),
        "GRANT MODIFY ON ALL KEYSPACES TO " + StackSecurity.ROUTER,
        role(StackSecurity.READER),
        "GRANT SELECT ON ALL KEYSPACES TO " + StackSecurity.READER,
        "ALTER ROLE %s WITH PASSWORD = '%s'"
            .formatted(SUPERUSER, security.cassandraPassword(SUPERUSER)));
  }

  private String role(String name) {
    return "CREATE ROLE IF NOT EXISTS %s WITH LOGIN = true AND PASSWORD = '%s'"
        .formatted(name, security.cassandraPassword(name));
  }

  private CqlSession login(String role, String password) {
    return CqlSession.builder()
        .addContactPoint(contactPoint)
        .withLocalDatacenter(CassandraServer.DATACENTER)
        .withAuthCredentials(role, password)
        .withSslEngineFactory(new ProgrammaticSslEngineFactory(security.trust(), null, true))
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                .withDuration(
                    DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, Duration.ofSeconds(20))
                .withDuration(
                    DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(20))
                .withString(DefaultDriverOption.PROTOCOL_VERSION, "V5")
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .build())
        .build();
  }
}
