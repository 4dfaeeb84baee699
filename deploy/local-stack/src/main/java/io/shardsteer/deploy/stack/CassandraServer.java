package io.shardsteer.deploy.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Cassandra node on a loopback address: a cluster of its own, or a member of a small one. */
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

  /** What a killed node had not synced is gone, up to a second of answered writes. */
  private static final String SYNC_PERIODIC =
      "commitlog_sync: periodic\ncommitlog_sync_period: 1000ms";

  /** Writers wait for the disk, so more of them have to be at it. */
  private static final String SYNC_EACH = "commitlog_sync: batch\nconcurrent_writes: 64";

  private static final int HANDSHAKE_MILLIS = 10_000;

  private final Path jars;
  private final int heapMegabytes;
  private final Ports ports;
  private final Place place;
  private final boolean crashProof;
  private final @Nullable StackSecurity security;

  /**
   * @param cql where clients connect
   * @param storage where other nodes would
   * @param sslStorage the same, encrypted; never opened, but it must be free
   */
  record Ports(int cql, int storage, int sslStorage) {}

  /**
   * Where a node stands among the others.
   *
   * @param address its loopback address
   * @param seed address of the node that all others ask
   * @param token where its part of the ring ends
   */
  record Place(String address, String seed, long token) {
    /** Of a node without others. */
    static final Place ALONE = new Place("127.0.0.1", "127.0.0.1", 0);
  }

  /**
   * @param security null: everybody may do everything, unencrypted
   */
  CassandraServer(
      Path jars,
      Path folder,
      Ports ports,
      Place place,
      int heapMegabytes,
      boolean crashProof,
      ProcessGroup.Life life,
      @Nullable StackSecurity security) {
    super("cassandra", folder, life, Duration.ofMinutes(3));
    this.place = place;
    this.crashProof = crashProof;
    this.jars = jars;
    this.heapMegabytes = heapMegabytes;
    this.ports = ports;
    this.security = security;
  }

  Ports ports() {
    return ports;
  }

  Path jars() {
    return jars;
  }

  /** Where clients connect. */
  public InetSocketAddress contactPoint() {
    return new InetSocketAddress(place.address(), ports.cql());
  }

  @Override
  ProcessGroup.Launch launch() {
    Path configuration = folder().resolve("conf");
    try {
      Files.createDirectories(configuration);
      Path yaml = Files.writeString(configuration.resolve("cassandra.yaml"), yaml() + security());
      Files.setPosixFilePermissions(yaml, PosixFilePermissions.fromString("rw-------"));
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
    // Nodes of one machine have nobody to wait for.
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
    return security == null
        ? CqlProbe.answers(contactPoint())
        : CqlProbe.answers(contactPoint(), security.trust().getSocketFactory(), HANDSHAKE_MILLIS);
  }

  /** Whether it serves clients now. */
  public boolean serves() {
    return isReady();
  }

  /**
   * From now on no file of the running server may grow, as on a full disk; a restart ends that.
   * Needs Linux's {@code prlimit}.
   */
  public void fillDisks() {
    ProcessGroup running = group().orElseThrow(() -> new StackException("Cassandra does not run."));
    try {
      Process limit =
          new ProcessBuilder("prlimit", "--pid", Long.toString(running.pid()), "--fsize=1:1")
              .inheritIO()
              .start();
      if (limit.waitFor() != 0) {
        throw new StackException("prlimit could not bound the files of Cassandra.");
      }
    } catch (IOException e) {
      throw new StackException("prlimit could not be run.\nIt belongs to Linux's util-linux.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while bounding the files of Cassandra.", e);
    }
  }

  @Override
  void prepare() {
    Optional.ofNullable(security)
        .ifPresent(present -> new CassandraRoles(contactPoint(), present).prepare());
  }

  private String security() {
    return security == null
        ? ""
        : """
        authenticator: PasswordAuthenticator
        authorizer: CassandraAuthorizer
        role_manager: CassandraRoleManager
        client_encryption_options:
          enabled: true
          optional: false
          keystore: "%s"
          keystore_password: "%s"
          store_type: PKCS12
        """
            .formatted(security.keyStore(), security.keyStorePassword());
  }

  private String yaml() {
    return """
        cluster_name: shardsteer-local
        num_tokens: 1
        initial_token: %7$d
        auto_bootstrap: false
        partitioner: org.apache.cassandra.dht.Murmur3Partitioner
        endpoint_snitch: SimpleSnitch
        seed_provider:
          - class_name: org.apache.cassandra.locator.SimpleSeedProvider
            parameters: [{seeds: "%6$s:%2$d"}]
        listen_address: %5$s
        rpc_address: %5$s
        storage_port: %2$d
        ssl_storage_port: %3$d
        start_native_transport: true
        native_transport_port: %4$d
        data_file_directories: ["%1$s/data"]
        commitlog_directory: "%1$s/commitlog"
        saved_caches_directory: "%1$s/saved_caches"
        hints_directory: "%1$s/hints"
        cdc_raw_directory: "%1$s/cdc_raw"
        %8$s
        commitlog_segment_size: 16MiB
        commitlog_total_space: 256MiB
        memtable_heap_space: 128MiB
        memtable_offheap_space: 128MiB
        auto_snapshot: false
        """
        .formatted(
            folder(),
            ports.storage(),
            ports.sslStorage(),
            ports.cql(),
            place.address(),
            place.seed(),
            place.token(),
            crashProof ? SYNC_EACH : SYNC_PERIODIC);
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
