package io.shardsteer.deploy.cli.rollout;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.shardsteer.common.adapter.cassandra.CassandraCredentials;
import io.shardsteer.common.adapter.cassandra.CassandraSessions;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.stack.Stack;
import java.util.List;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.ClientBuilder;
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
 */
public record Cluster(
    String serviceUrl,
    String adminUrl,
    PulsarLogin login,
    List<String> contactPoints,
    String datacenter,
    String adminCommand) {
  public Cluster {
    contactPoints = List.copyOf(contactPoints);
  }

  /** The servers of a stack. */
  public static Cluster of(Stack stack) {
    return new Cluster(
        stack.serviceUrl(),
        stack.adminUrl(),
        PulsarLogin.NONE,
        List.of(stack.cassandraAddress()),
        stack.datacenter(),
        stack.adminCommand().toString());
  }

  /** The configuration with this cluster's Cassandra in place of the one that it names. */
  public PipelineConfig place(PipelineConfig config) {
    return config.with(config.storage().on(contactPoints, datacenter));
  }

  /** A client; connects when it is used. */
  public PulsarClient client() {
    try {
      ClientBuilder builder = PulsarClient.builder().serviceUrl(serviceUrl);
      if (login.hasPlugin()) {
        builder.authentication(login.plugin(), login.parameters());
      }
      if (login.hasCertificates()) {
        builder.tlsTrustCertsFilePath(login.trustedCertificates());
      }
      return builder.build();
    } catch (PulsarClientException e) {
      throw new CommandException(
          "Pulsar's service URL %s cannot be used: %s\nWrite it like pulsar://host:6650."
              .formatted(serviceUrl, e.getMessage()),
          e);
    }
  }

  /** A client of the admin API; connects when it is used. */
  public PulsarAdmin admin() {
    try {
      var builder = PulsarAdmin.builder().serviceHttpUrl(adminUrl);
      if (login.hasPlugin()) {
        builder.authentication(login.plugin(), login.parameters());
      }
      if (login.hasCertificates()) {
        builder.tlsTrustCertsFilePath(login.trustedCertificates());
      }
      return builder.build();
    } catch (PulsarClientException e) {
      throw new CommandException(
          "Pulsar's admin URL %s cannot be used: %s\nWrite it like http://host:8080."
              .formatted(adminUrl, e.getMessage()),
          e);
    }
  }

  /**
   * Connects to Cassandra.
   *
   * @param config already {@linkplain #place placed} on this cluster
   */
  public static CqlSession cassandra(PipelineConfig config) {
    try {
      return CassandraSessions.open(
          config.storage(), CassandraCredentials.from(name -> System.getenv(name)));
    } catch (DriverException e) {
      throw new CommandException(
          "Cassandra does not answer at %s (data centre %s): %s\nCheck --cassandra and --datacenter, and %s and %s if it asks for a login."
              .formatted(
                  String.join(", ", config.storage().contactPoints()),
                  config.storage().localDatacenter(),
                  e.getMessage(),
                  CassandraCredentials.USERNAME,
                  CassandraCredentials.PASSWORD),
          e);
    }
  }
}
