package io.shardsteer.deploy.stack.containers;

import com.github.dockerjava.api.model.Network.Ipam;
import io.shardsteer.deploy.stack.CqlProbe;
import io.shardsteer.deploy.stack.Folders;
import io.shardsteer.deploy.stack.FunctionProcess;
import io.shardsteer.deploy.stack.ServerArtifacts;
import io.shardsteer.deploy.stack.Stack;
import io.shardsteer.deploy.stack.StackException;
import io.shardsteer.deploy.stack.StackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.cassandra.CassandraContainer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.pulsar.PulsarContainer;

/**
 * Pulsar and Cassandra in containers on a network of their own, with fixed addresses in it: inside
 * and outside everyone uses the same ones, also after a restart. So the machine has to reach its
 * containers' addresses, as it does where the engine runs on Linux itself. Not thread-safe.
 */
public final class ContainerStack implements Stack {
  private static final int BROKER_PORT = 6650;
  private static final int WEB_PORT = 8080;
  private static final int CQL_PORT = 9042;
  private static final Duration START_LIMIT = Duration.ofMinutes(4);

  private final Path folder;
  private final Path adminCommand;
  private final Network network;
  private final PulsarContainer pulsar;
  private final CassandraContainer cassandra;
  private final String pulsarHost;
  private final String cassandraHost;
  private final ContainerServer pulsarServer;
  private final ContainerServer cassandraServer;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  private ContainerStack(Path folder, Path adminCommand, Images images) {
    this.folder = folder;
    this.adminCommand = adminCommand;
    String net = "10.%d.%d.".formatted(random(100, 250), random(0, 250));
    pulsarHost = net + "10";
    cassandraHost = net + "11";
    network =
        Network.builder()
            .createNetworkCmdModifier(
                command ->
                    command.withIpam(
                        new Ipam().withConfig(new Ipam.Config().withSubnet(net + "0/24"))))
            .build();
    pulsar = at(pulsarHost, new PulsarContainer(images.pulsar()).withFunctionsWorker());
    PulsarScript.environment().forEach(pulsar::withEnv);
    pulsar.withCreateContainerCmdModifier(
        command -> command.withCmd("/bin/bash", "-c", PulsarScript.text()));
    cassandra = at(cassandraHost, new CassandraContainer(images.cassandra()));
    // There may be no cqlsh in the image.
    cassandra.waitingFor(
        Wait.forLogMessage(".*Starting listening for CQL clients.*", 1)
            .withStartupTimeout(START_LIMIT));
    pulsarServer = new ContainerServer("Pulsar", pulsar, this::pulsarServes);
    cassandraServer =
        new ContainerServer(
            "Cassandra",
            cassandra,
            () -> CqlProbe.answers(new InetSocketAddress(cassandraHost, CQL_PORT)));
  }

  private static int random(int from, int to) {
    return ThreadLocalRandom.current().nextInt(from, to);
  }

  private <C extends GenericContainer<C>> C at(String address, C container) {
    return container
        .withNetwork(network)
        .withStartupTimeout(START_LIMIT)
        .withCreateContainerCmdModifier(command -> command.withIpv4Address(address));
  }

  /** Whether a container engine answers. */
  public static boolean isPossible() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  /**
   * Starts both servers and waits until they serve.
   *
   * @param folder for logs; deleted at the end
   * @throws StackException if there is no engine, or one does not serve; nothing is then left
   *     running
   */
  public static ContainerStack start(Path folder, Images images, Consumer<String> progress) {
    if (!isPossible()) {
      throw new StackException(
          "No container engine answers, and containers are asked for.\nStart one, or leave out -Pcontainers and run the servers as processes.");
    }
    Path tool =
        ServerArtifacts.fetch(ServerArtifacts.defaultCache(), progress)
            .pulsar()
            .resolve("bin/pulsar-admin");
    progress.accept(
        "Starting containers of %s and %s".formatted(images.pulsar(), images.cassandra()));
    var stack = new ContainerStack(folder.toAbsolutePath().normalize(), tool, images);
    try {
      Files.createDirectories(stack.folder);
      stack.cassandra.start();
      progress.accept("Cassandra serves at " + stack.cassandraAddress());
      stack.pulsar.start();
      stack.pulsarServer.awaitReady();
      stack.cassandraServer.awaitReady();
      progress.accept("Pulsar serves at %s and %s".formatted(stack.serviceUrl(), stack.adminUrl()));
      return stack;
    } catch (IOException e) {
      stack.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private boolean pulsarServes() {
    return Stream.of(
            "/admin/v2/brokers/health",
            "/admin/v3/functions/public/default",
            "/admin/v2/namespaces/public/default")
        .allMatch(this::answers);
  }

  private boolean answers(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(adminUrl() + path))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while waiting for Pulsar.", e);
    }
  }

  @Override
  public String serviceUrl() {
    return "pulsar://%s:%d".formatted(pulsarHost, BROKER_PORT);
  }

  @Override
  public String adminUrl() {
    return "http://%s:%d".formatted(pulsarHost, WEB_PORT);
  }

  @Override
  public Path adminCommand() {
    return adminCommand;
  }

  @Override
  public String cassandraAddress() {
    return "%s:%d".formatted(cassandraHost, CQL_PORT);
  }

  @Override
  public String datacenter() {
    return cassandra.getLocalDatacenter();
  }

  @Override
  public StackServer pulsar() {
    return pulsarServer;
  }

  @Override
  public StackServer cassandra() {
    return cassandraServer;
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public List<FunctionProcess> functionInstances(String functionName) {
    return ContainerFunctionProcess.of(pulsar, functionName);
  }

  @Override
  public List<Path> logs() {
    List<Path> logs = new ArrayList<>();
    try {
      logs.add(Files.writeString(folder.resolve("pulsar.log"), pulsar.getLogs()));
      logs.add(Files.writeString(folder.resolve("cassandra.log"), cassandra.getLogs()));
      String functions =
          pulsar
              .execInContainer(
                  "bash", "-c", "tail -n 100 $(find /pulsar/logs -name '*.log') 2>/dev/null")
              .getStdout();
      logs.add(Files.writeString(folder.resolve("functions.log"), functions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return logs;
  }

  @Override
  public void close() {
    pulsar.stop();
    cassandra.stop();
    network.close();
    Folders.delete(folder);
  }
}
