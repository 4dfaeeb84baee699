package io.shardsteer.deploy.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One Pulsar with functions and packages, and one Cassandra, wherever they run. Functions, trainers
 * and tools reach both under the same addresses. Closing it ends both.
 */
public interface Stack extends AutoCloseable {
  /** Where Pulsar's clients connect. */
  String serviceUrl();

  /** Where Pulsar's admin API answers. */
  String adminUrl();

  /** A {@code pulsar-admin} of Pulsar's version. */
  Path adminCommand();

  /** {@code host:port} of the Cassandra node. */
  String cassandraAddress();

  /** Data centre of the node, as the driver asks for it. */
  default String datacenter() {
    return CassandraServer.DATACENTER;
  }

  /** What clients log in with; empty where nobody has to. */
  default Optional<StackSecurity> security() {
    return Optional.empty();
  }

  StackServer pulsar();

  StackServer cassandra();

  /** Data, configuration and logs that are kept on this machine. */
  Path folder();

  /** The running instances of a function. */
  List<FunctionProcess> functionInstances(String functionName);

  /** What servers and function instances have printed. */
  List<Path> logs();

  /** What is wrong with the servers, a line each; looks at them now, for seconds at most. */
  default List<String> troubles() {
    return List.of();
  }

  @Override
  void close();
}
