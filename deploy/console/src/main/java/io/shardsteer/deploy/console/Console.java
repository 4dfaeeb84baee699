package io.shardsteer.deploy.console;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.ControllerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** The running console. */
public final class Console implements AutoCloseable {
  /** The controller promises that a command takes effect within 3 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final ConsoleServer server;
  private final List<AutoCloseable> opened;

  private Console(ConsoleServer server, List<AutoCloseable> opened) {
    this.server = server;
    this.opened = opened;
  }

  /**
   * Reads the pipelines' topics, then serves and follows.
   *
   * @param tls certificate and key; empty: plain HTTP
   * @throws PulsarClientException if a pipeline's topics cannot be read
   * @throws IOException if the address cannot be used
   * @throws IllegalArgumentException if the address demands a token and there is none
   */
  public static Console start(
      PulsarClient client,
      List<PipelineConfig> configs,
      InetSocketAddress address,
      Access access,
      Optional<SSLContext> tls,
      Questions questions,
      Configurations configurations)
      throws IOException {
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      Map<String, ConsolePipeline> pipelines = new LinkedHashMap<>();
      for (PipelineConfig config : configs) {
        var history = new PipelineHistory(config);
        opened.add(PipelineTopicsFollower.follow(client, history));
        var controller =
            new ControllerClient(client, Topics.beside(config.input().topic(), config.pipeline()));
        opened.add(controller);
        pipelines.put(config.pipeline(), new ConsolePipeline(history, sending(controller)));
      }
      return new Console(
          ConsoleServer.start(
              address, access, tls, pipelines, questions, configurations, Clock.systemUTC()),
          opened);
    } catch (IOException | RuntimeException e) {
      close(opened);
      throw e;
    }
  }

  private static Commands sending(ControllerClient controller) {
    return command -> {
      try {
        return controller.send(command, PATIENCE);
      } catch (PulsarClientException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new IOException("The console is ending."));
      }
    };
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    close(opened);
  }

  private static void close(List<AutoCloseable> opened) {
    for (AutoCloseable one : opened) {
      try {
        one.close();
      } catch (Exception endsWithTheClient) {
        // Nothing to save.
      }
    }
  }
}
