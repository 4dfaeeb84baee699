package io.shardsteer.deploy.cli.rollout;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.cassandra.CassandraFailures;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.StorageConfig;
import io.shardsteer.common.config.TlsConfig;
import io.shardsteer.common.pulsar.PulsarLogin;
import io.shardsteer.deploy.stack.Stack;
import io.shardsteer.deploy.stack.StackSecurity;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * The servers that a command works on.
 *
 * @param serviceUrl where Pulsar's clients connect
 * @param adminUrl where Pulsar's admin API answers
 * @param login how to log in to Pulsar
 * @param contactPoints {@code host:port} of Cassandra nodes; empty: those of the pipeline file
 * @param datacenter the driver's local data centre; empty: that of the pipeline file
 * @param adminCommand the {@code pulsar-admin} script that is run
 * @param cassandraLogin how to log in to Cassandra; empty: it asks for no login
 * @param cassandraTls whether connections to Cassandra are encrypted; empty: as the pipeline file
 *     says
 */
public record Cluster(
    String serviceUrl,
    String adminUrl,
    PulsarLogin login,
    List<String> contactPoints,
    String datacenter,
    String adminCommand,
    Optional<CassandraCredentials> cassandraLogin,
    Optional<TlsConfig> cassandraTls) {
  /** How long Pulsar may take to answer, a refusal included. */
  private static final int PATIENCE_SECONDS = 15;

  /** How long its admin API may; a topic's policies take a while where many are created. */
  private static final int ADMIN_PATIENCE_SECONDS = 60;

  public Cluster {
    contactPoints = List.copyOf(contactPoints);
  }

  /** A cluster whose Cassandra asks for no login. */
  public Cluster(
      String serviceUrl,
      String adminUrl,
      PulsarLogin login,
      List<String> contactPoints,
      String datacenter,
      String adminCommand) {
    this(
        serviceUrl,
        adminUrl,
        login,
        contactPoints,
        datacenter,
        adminCommand,
        Optional.empty(),
        Optional.empty());
  }

  /** The servers of a stack; where it is secured, logged in as its operator. */
  public static Cluster of(Stack stack) {
    Optional<StackSecurity> security = stack.security();
    return new Cluster(
        stack.serviceUrl(),
        stack.adminUrl(),
        security
            .map(
                it ->
                    PulsarLogin.token(
                        it.token(StackSecurity.OPERATOR), it.certificate().toString()))
            .orElse(PulsarLogin.NONE),
        List.of(stack.cassandraAddress()),
        stack.datacenter(),
        stack.adminCommand().toString(),
        security.map(
            it ->
                new CassandraCredentials(
                    StackSecurity.OPERATOR, it.cassandraPassword(StackSecurity.OPERATOR))),
        security.map(it -> new TlsConfig(true, it.certificate().toString(), true)));
  }

  /** The same servers, logged in to Pulsar as somebody else. */
  public Cluster as(PulsarLogin other) {
    return new Cluster(
        serviceUrl,
        adminUrl,
        other,
        contactPoints,
        datacenter,
        adminCommand,
        cassandraLogin,
        cassandraTls);
  }

  /** The configuration with this cluster's Cassandra in place of the one that it names. */
  public PipelineConfig place(PipelineConfig config) {
    StorageConfig storage = config.storage().on(contactPoints, datacenter);
    return config.with(cassandraTls.map(storage::over).orElse(storage));
  }

  /** A client; connects when it is used. */
  public PulsarClient client() {
    try {
      return login
          .client(serviceUrl)
          .operationTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .lookupTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .build();
    } catch (PulsarClientException e) {
      throw new CommandException(
          "Pulsar's service URL %s cannot be used: %s\nWrite it like pulsar://host:6650 or pulsar+ssl://host:6651, and check the login."
              .formatted(serviceUrl, e.getMessage()),
          e);
    }
  }

  /** A client of the admin API; connects when it is used. */
  public PulsarAdmin admin() {
    try {
      return login.admin(adminUrl).requestTimeout(ADMIN_PATIENCE_SECONDS, TimeUnit.SECONDS).build();
    } catch (PulsarClientException e) {
      throw new CommandException(
          "Pulsar's admin URL %s cannot be used: %s\nWrite it like http://host:8080 or https://host:8443, and check the login."
              .formatted(adminUrl, e.getMessage()),
          e);
    }
  }

  /**
   * Connects to Cassandra.
   *
   * @param config already {@linkplain #place placed} on this cluster
   */
  public CqlSession cassandra(PipelineConfig config) {
    return cassandra(config, cassandraLogin);
  }

  static CqlSession cassandra(PipelineConfig config, Optional<CassandraCredentials> login) {
    try {
      return CassandraSessions.open(config.storage(), login);
    } catch (DriverException e) {
      throw new CommandException(
          "Cassandra cannot be used at %s (data centre %s): %s"
              .formatted(
                  String.join(", ", config.storage().contactPoints()),
                  config.storage().localDatacenter(),
                  CassandraFailures.told(
                      e, "Start Cassandra there, or correct --cassandra and --datacenter.")),
          e);
    }
  }
}
