package io.shardsteer.deploy.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pulsar and Cassandra, running as processes of this machine on free loopback ports, in a folder of
 * their own. Closing it ends both, with every function instance, and deletes the folder.
 *
 * <p>An owned stack also ends when the JVM that started it ends, in whatever way; a detached one
 * runs on and is found again by its folder. Not thread-safe.
 */
public final class LocalStack implements Stack {
  private static final String STATE = "stack.properties";

  /**
   * How to start a stack.
   *
   * @param folder data, configuration and logs; created, and deleted at the end
   * @param cache where the servers are unpacked
   * @param life owned by this JVM or not
   * @param pulsarHeapMegabytes heap of broker and bookie together
   * @param pulsarDirectMegabytes their direct memory
   * @param cassandraHeapMegabytes heap of Cassandra
   * @param crashProof whether Cassandra has a row on disk before it answers, and not a second later
   * @param secured whether clients have to log in, over encrypted connections
   * @param progress gets a line for each step
   */
  public record Options(
      Path folder,
      Path cache,
      ProcessGroup.Life life,
      int pulsarHeapMegabytes,
      int pulsarDirectMegabytes,
      int cassandraHeapMegabytes,
      boolean crashProof,
      boolean secured,
      Consumer<String> progress) {

    /** A stack that this JVM owns, in the given folder, silent. */
    public static Options owned(Path folder) {
      return new Options(
          folder.toAbsolutePath().normalize(),
          ServerArtifacts.defaultCache(),
          ProcessGroup.Life.OWNED,
          1_024,
          1_024,
          ServerMemory.cassandraHeapMegabytes(),
          false,
          false,
          line -> {});
    }

    /** The same stack, running on after this JVM. */
    public Options detached() {
      return new Options(
          folder,
          cache,
          ProcessGroup.Life.DETACHED,
          pulsarHeapMegabytes,
          pulsarDirectMegabytes,
          cassandraHeapMegabytes,
          crashProof,
          secured,
          progress);
    }

    /** The same stack, with authentication, authorization and TLS switched on. */
    public Options withSecurity() {
      return new Options(
          folder,
          cache,
          life,
          pulsarHeapMegabytes,
          pulsarDirectMegabytes,
          cassandraHeapMegabytes,
          crashProof,
          true,
          progress);
    }

    /** The same, telling each step. */
    public Options telling(Consumer<String> listener) {
      return new Options(
          folder,
          cache,
          life,
          pulsarHeapMegabytes,
          pulsarDirectMegabytes,
          cassandraHeapMegabytes,
          crashProof,
          secured,
          listener);
    }

    /** The same, whose one Cassandra node forgets nothing when it is killed. */
    public Options survivingCrashes() {
      return new Options(
          folder,
          cache,
          life,
          pulsarHeapMegabytes,
          pulsarDirectMegabytes,
          cassandraHeapMegabytes,
          true,
          secured,
          progress);
    }
  }

  private final Path folder;
  private final PulsarServer pulsar;
  private final CassandraServer cassandra;
  private final @Nullable StackSecurity security;

  private LocalStack(
      Path folder,
      PulsarServer pulsar,
      CassandraServer cassandra,
      @Nullable StackSecurity security) {
    this.folder = folder;
    this.pulsar = pulsar;
    this.cassandra = cassandra;
    this.security = security;
  }

  /**
   * Fetches what is missing, starts both servers side by side and waits until both serve. Where one
   * does not come up, both are started once more on other ports.
   *
   * @throws StackException if one does not come up then either; nothing is left running, and the
   *     log that the message names is kept
   */
  public static LocalStack start(Options options) {
    if (options.folder().toString().contains(" ")) {
      throw new StackException(
          "Pulsar's start script cannot run in a folder with a space in its name: %s\nUse another folder."
              .formatted(options.folder()));
    }
    ServerArtifacts artifacts = ServerArtifacts.fetch(options.cache(), options.progress());
    try {
      return startOnce(options, artifacts);
    } catch (StackException e) {
      options.progress().accept("%s\nTrying once more, on other ports".formatted(e.getMessage()));
      Folders.delete(options.folder());
      return startOnce(options, artifacts);
    }
  }

  private static LocalStack startOnce(Options options, ServerArtifacts artifacts) {
    FreePorts free = new FreePorts();
    LocalStack stack =
        of(
            options,
            artifacts,
            new PulsarServer.Ports(free.next(), free.next(), free.next(), free.next()),
            new CassandraServer.Ports(free.next(), free.next(), free.next()));
    options.progress().accept("Starting Cassandra and Pulsar in " + options.folder());
    Runtime.getRuntime().addShutdownHook(new Thread(stack::closeIfOwned, "local-stack-end"));
    try {
      stack.writeState(options);
      stack.cassandra.begin();
      stack.pulsar.begin();
      stack.cassandra.awaitReady();
      options.progress().accept("Cassandra serves at " + stack.cassandra.contactPoint());
      stack.pulsar.awaitReady();
      options
          .progress()
          .accept(
              "Pulsar serves at %s and %s"
                  .formatted(stack.pulsar.serviceUrl(), stack.pulsar.adminUrl()));
      return stack;
    } catch (RuntimeException e) {
      stack.pulsar.kill();
      stack.cassandra.kill();
      throw e;
    }
  }

  /**
   * The stack that runs detached in a folder; empty if there is none. A server of it may have ended
   * meanwhile.
   */
  public static Optional<LocalStack> find(Path folder) {
    Path file = folder.toAbsolutePath().normalize().resolve(STATE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties state = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      state.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Options found = Options.owned(folder).detached();
    Options options =
        Boolean.parseBoolean(state.getProperty("secured")) ? found.withSecurity() : found;
    ServerArtifacts artifacts =
        new ServerArtifacts(
            Path.of(state.getProperty("pulsar.home")),
            Path.of(state.getProperty("cassandra.home")));
    LocalStack stack =
        of(
            options,
            artifacts,
            new PulsarServer.Ports(
                number(state, "pulsar.broker"),
                number(state, "pulsar.web"),
                number(state, "pulsar.bookie"),
                number(state, "pulsar.unencrypted_web")),
            new CassandraServer.Ports(
                number(state, "cassandra.cql"),
                number(state, "cassandra.storage"),
                number(state, "cassandra.ssl_storage")));
    for (LocalServer server : List.of(stack.pulsar, stack.cassandra)) {
      ProcessGroup.find(server.name(), server.folder()).ifPresent(server::adopt);
    }
    return Optional.of(stack);
  }

  private static LocalStack of(
      Options options,
      ServerArtifacts artifacts,
      PulsarServer.Ports pulsarPorts,
      CassandraServer.Ports cassandraPorts) {
    @Nullable StackSecurity security =
        options.secured() ? StackSecurity.of(options.folder().resolve("security")) : null;
    return new LocalStack(
        options.folder(),
        new PulsarServer(
            artifacts.pulsar(),
            options.folder().resolve("pulsar"),
            pulsarPorts,
            options.pulsarHeapMegabytes(),
            options.pulsarDirectMegabytes(),
            options.life(),
            security),
        new CassandraServer(
            artifacts.cassandraJars(),
            options.folder().resolve("cassandra"),
            cassandraPorts,
            CassandraServer.Place.ALONE,
            options.cassandraHeapMegabytes(),
            options.crashProof(),
            options.life(),
            security),
        security);
  }

  @Override
  public String serviceUrl() {
    return pulsar.serviceUrl();
  }

  @Override
  public String adminUrl() {
    return pulsar.adminUrl();
  }

  @Override
  public Path adminCommand() {
    return pulsar.adminCommand();
  }

  @Override
  public String cassandraAddress() {
    return "127.0.0.1:" + cassandra.contactPoint().getPort();
  }

  @Override
  public List<FunctionProcess> functionInstances(String functionName) {
    return pulsar.functionInstances(functionName);
  }

  @Override
  public List<Path> logs() {
    List<Path> logs = new ArrayList<>(List.of(pulsar.log(), cassandra.log()));
    logs.addAll(Folders.logs(pulsar.functionLogs()));
    return logs;
  }

  @Override
  public PulsarServer pulsar() {
    return pulsar;
  }

  @Override
  public CassandraServer cassandra() {
    return cassandra;
  }

  @Override
  public Optional<StackSecurity> security() {
    return Optional.ofNullable(security);
  }

  /** Data, configuration and logs of both servers. */
  @Override
  public Path folder() {
    return folder;
  }

  /** Whether both servers run. */
  public boolean isRunning() {
    return pulsar.group().isPresent() && cassandra.group().isPresent();
  }

  @Override
  public List<String> troubles() {
    return Stream.of(pulsar, cassandra)
        .map(LocalServer::trouble)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Ends both servers at once and deletes the folder: what they stored is of no more use. */
  @Override
  public void close() {
    pulsar.kill();
    cassandra.kill();
    Folders.delete(folder);
  }

  private void closeIfOwned() {
    if (pulsar.life() == ProcessGroup.Life.OWNED) {
      close();
    }
  }

  private void writeState(Options options) {
    Properties state = new Properties();
    state.setProperty("secured", Boolean.toString(options.secured()));
    state.setProperty("pulsar.home", pulsar.distribution().toString());
    state.setProperty("pulsar.broker", Integer.toString(pulsar.ports().broker()));
    state.setProperty("pulsar.web", Integer.toString(pulsar.ports().web()));
    state.setProperty("pulsar.bookie", Integer.toString(pulsar.ports().bookie()));
    state.setProperty("pulsar.unencrypted_web", Integer.toString(pulsar.ports().unencryptedWeb()));
    state.setProperty("cassandra.home", cassandra.jars().toString());
    state.setProperty("cassandra.cql", Integer.toString(cassandra.ports().cql()));
    state.setProperty("cassandra.storage", Integer.toString(cassandra.ports().storage()));
    state.setProperty("cassandra.ssl_storage", Integer.toString(cassandra.ports().sslStorage()));
    try {
      Files.createDirectories(options.folder());
      try (Writer out = Files.newBufferedWriter(options.folder().resolve(STATE))) {
        state.store(out, "A local stack of shardsteer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int number(Properties state, String key) {
    return Integer.parseInt(state.getProperty(key, "0"));
  }
}
