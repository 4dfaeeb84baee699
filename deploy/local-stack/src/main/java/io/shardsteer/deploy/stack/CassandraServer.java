package io.shardsteer.deploy.stack;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A single Cassandra node on the loopback address. */
public final class CassandraServer extends LocalServer {
  /** Data centre of the node, as the driver asks for it. */
  public static final String DATACENTER = "datacenter1";

  private static final List<String> OPENED =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.module",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "jdk.management/com.sun.management.internal");
  private static final List<String> EXPORTED =
      List.of(
          "java.base/java.lang.ref",
          "java.base/jdk.internal.misc",
          "java.base/jdk.internal.ref",
          "java.base/sun.nio.ch",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.rmi/sun.rmi.transport.tcp",
          "java.sql/java.sql",
          "jdk.compiler/com.sun.tools.javac.file",
          "jdk.unsupported/sun.misc");

  /** An OPTIONS request of CQL's binary protocol, version 4; see its specification, section 4.1. */
  private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};

  private static final byte SUPPORTED = 6;

  private final Path jars;
  private final int heapMegabytes;
  private final Ports ports;

  /**
   * @param cql where clients connect
   * @param storage where other nodes would
   * @param sslStorage the same, encrypted; never opened, but it must be free
   */
  record Ports(int cql, int storage, int sslStorage) {}

  CassandraServer(Path jars, Path folder, Ports ports, int heapMegabytes, ProcessGroup.Life life) {
    super("cassandra", folder, life, Duration.ofMinutes(2));
    this.jars = jars;
    this.heapMegabytes = heapMegabytes;
    this.ports = ports;
  }

  Ports ports() {
    return ports;
  }

  Path jars() {
    return jars;
  }

  /** Where clients connect. */
  public InetSocketAddress contactPoint() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.cql());
  }

  @Override
  ProcessGroup.Launch launch() {
    Path configuration = folder().resolve("conf");
    try {
      Files.createDirectories(configuration);
      Files.writeString(configuration.resolve("cassandra.yaml"), yaml());
      Files.writeString(configuration.resolve("logback.xml"), LOGBACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>();
    command.add(Java.executable());
    command.add("-Xms" + heapMegabytes + "m");
    command.add("-Xmx" + heapMegabytes + "m");
    command.add("-XX:MaxDirectMemorySize=512m");
    command.add("-XX:+UseSerialGC");
    OPENED.forEach(module -> command.add("--add-opens=" + module + "=ALL-UNNAMED"));
    EXPORTED.forEach(module -> command.add("--add-exports=" + module + "=ALL-UNNAMED"));
    command.add("-Dcassandra-foreground=yes");
    command.add("-Dcassandra.storagedir=" + folder());
    command.add("-Dcassandra.config=" + configuration.resolve("cassandra.yaml").toUri());
    command.add("-Djava.io.tmpdir=" + folder());
    // A single node has nobody to wait for.
    command.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
    command.add("-Dcassandra.ring_delay_ms=0");
    command.add("-Dcassandra.superuser_setup_delay_ms=0");
    command.add("-cp");
    command.add(configuration + ":" + jars + "/*");
    command.add("org.apache.cassandra.service.CassandraDaemon");
    return new ProcessGroup.Launch(name(), command, Map.of(), folder());
  }

  @Override
  boolean isReady() {
    try (Socket socket = new Socket()) {
      socket.connect(contactPoint(), 500);
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write(OPTIONS);
      byte[] header = new byte[9];
      new DataInputStream(socket.getInputStream()).readFully(header);
      return header[4] == SUPPORTED;
    } catch (IOException notYet) {
      return false;
    }
  }

  private String yaml() {
    return """
        cluster_name: shardsteer-local
        num_tokens: 1
        partitioner: org.apache.cassandra.dht.Murmur3Partitioner
        endpoint_snitch: SimpleSnitch
        seed_provider:
          - class_name: org.apache.cassandra.locator.SimpleSeedProvider
            parameters: [{seeds: "127.0.0.1:%2$d"}]
        listen_address: 127.0.0.1
        rpc_address: 127.0.0.1
        storage_port: %2$d
        ssl_storage_port: %3$d
        start_native_transport: true
        native_transport_port: %4$d
        data_file_directories: ["%1$s/data"]
        commitlog_directory: "%1$s/commitlog"
        saved_caches_directory: "%1$s/saved_caches"
        hints_directory: "%1$s/hints"
        cdc_raw_directory: "%1$s/cdc_raw"
        commitlog_sync: periodic
        commitlog_sync_period: 1000ms
        commitlog_segment_size: 16MiB
        commitlog_total_space: 256MiB
        memtable_heap_space: 128MiB
        memtable_offheap_space: 128MiB
        auto_snapshot: false
        """
        .formatted(folder(), ports.storage(), ports.sslStorage(), ports.cql());
  }

  private static final String LOGBACK =
      """
      <configuration>
        <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%date{ISO8601} %-5level [%thread] %logger{20} %msg%n</pattern></encoder>
        </appender>
        <root level="INFO"><appender-ref ref="OUT"/></root>
      </configuration>
      """;
}
