package io.shardsteer.deploy.cli.options;

import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.pulsar.PulsarLogin;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.Workplace;
import io.shardsteer.deploy.stack.LocalStack;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which servers a command works on: those of its options, or the local stack that is up. */
public final class ClusterOptions {
  @Option(
      names = "--service-url",
      paramLabel = "URL",
      description = "Pulsar's service URL, e.g. pulsar://broker:6650; default: the local stack's.")
  @Nullable String serviceUrl;

  @Option(
      names = "--admin-url",
      paramLabel = "URL",
      description = "Pulsar's admin URL, e.g. http://broker:8080; default: the local stack's.")
  @Nullable String adminUrl;

  @Option(
      names = "--cassandra",
      paramLabel = "HOST:PORT",
      split = ",",
      description = "Cassandra's contact points; default: those of the pipeline file.")
  List<String> contactPoints = List.of();

  @Option(
      names = "--datacenter",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Cassandra's local data centre; default: that of the pipeline file.")
  String datacenter = "";

  @Option(
      names = "--pulsar-admin",
      paramLabel = "PATH",
      defaultValue = "pulsar-admin",
      description = "Pulsar's pulsar-admin script; default: the local stack's, or the PATH's.")
  String adminCommand = "pulsar-admin";

  /**
   * @throws CommandException if there are neither URLs nor a local stack
   */
  public Cluster cluster() {
    if (serviceUrl != null && adminUrl != null) {
      return new Cluster(
          serviceUrl,
          adminUrl,
          PulsarLogin.from(System::getenv),
          contactPoints,
          datacenter,
          adminCommand,
          CassandraCredentials.from(System::getenv),
          Optional.empty());
    }
    if (serviceUrl != null || adminUrl != null) {
      throw new CommandException(
          "Of --service-url and --admin-url only one is given.\nGive both, or none for the local stack.");
    }
    return localStack()
        .map(Cluster::of)
        .orElseThrow(
            () ->
                new CommandException(
                    "No local stack is up and no cluster is named.\nRun `steer up`, or give --service-url and --admin-url."));
  }

  /** True if URLs name a cluster. */
  public boolean isNamed() {
    return serviceUrl != null || adminUrl != null;
  }

  /** The local stack, where no cluster is named and one is up. */
  public Optional<LocalStack> localStack() {
    return serviceUrl == null && adminUrl == null
        ? LocalStack.find(Workplace.find().stackFolder()).filter(LocalStack::isRunning)
        : Optional.empty();
  }
}
