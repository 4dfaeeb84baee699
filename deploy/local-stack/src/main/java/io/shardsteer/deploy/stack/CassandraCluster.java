package io.shardsteer.deploy.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Some Cassandra nodes that form one cluster, on 127.0.0.1, 127.0.0.2 and so on: every address of
 * that net is local on Linux; other systems have to be told so. Ends with the JVM that started it.
 * Not thread-safe.
 */
public final class CassandraCluster implements AutoCloseable {
  private final Path folder;
  private final List<CassandraServer> nodes;

  private CassandraCluster(Path folder, List<CassandraServer> nodes) {
    this.folder = folder;
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Starts a cluster, one node after the other, and waits until each serves.
   *
   * @param folder data, configuration and logs; deleted at the end
   * @param count of nodes
   * @param heapMegabytes of each
   * @throws StackException if one does not serve; nothing is then left running
   */
  public static CassandraCluster start(
      Path folder, int count, int heapMegabytes, Consumer<String> progress) {
    ServerArtifacts artifacts = ServerArtifacts.fetch(ServerArtifacts.defaultCache(), progress);
    FreePorts free = new FreePorts();
    var ports = new CassandraServer.Ports(free.next(), free.next(), free.next());
    List<CassandraServer> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(
          new CassandraServer(
              artifacts.cassandraJars(),
              folder.toAbsolutePath().normalize().resolve("node-" + i),
              ports,
              new CassandraServer.Place("127.0.0." + (i + 1), "127.0.0.1", token(i, count)),
              heapMegabytes,
              false,
              ProcessGroup.Life.OWNED,
              null));
    }
    var cluster = new CassandraCluster(folder, nodes);
    try {
      for (CassandraServer node : nodes) {
        node.start();
        progress.accept("Cassandra node serves at " + node.contactPoint());
      }
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** The whole ring of 64-bit tokens in equal parts. */
  private static long token(int node, int count) {
    return Long.MIN_VALUE + (node + 1) * (Long.MAX_VALUE / count) * 2;
  }

  public List<CassandraServer> nodes() {
    return nodes;
  }

  /** {@code host:port} of every node. */
  public List<String> addresses() {
    return nodes.stream()
        .map(node -> node.contactPoint().getHostString() + ":" + node.contactPoint().getPort())
        .toList();
  }

  @Override
  public void close() {
    nodes.forEach(CassandraServer::kill);
    Folders.delete(folder);
  }
}
