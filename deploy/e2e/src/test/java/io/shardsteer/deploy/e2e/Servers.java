package io.shardsteer.deploy.e2e;

import io.shardsteer.deploy.stack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * The servers of the run: one Pulsar and one Cassandra for all tests, with clients to look at them.
 * Closing it ends them.
 */
final class Servers implements AutoCloseable {
  private static final Path FOLDER = Path.of("target", "servers").toAbsolutePath();

  private final LocalStack stack;
  private final PulsarClient client;
  private final PulsarAdmin admin;

  private Servers(LocalStack stack, PulsarClient client, PulsarAdmin admin) {
    this.stack = stack;
    this.client = client;
    this.admin = admin;
  }

  static Servers start() {
    LocalStack stack =
        LocalStack.start(LocalStack.Options.owned(FOLDER).telling(System.out::println));
    try {
      return new Servers(
          stack,
          PulsarClient.builder().serviceUrl(stack.pulsar().serviceUrl()).build(),
          PulsarAdmin.builder().serviceHttpUrl(stack.pulsar().adminUrl()).build());
    } catch (PulsarClientException e) {
      stack.close();
      throw new IllegalStateException("Pulsar's clients could not be made.", e);
    }
  }

  LocalStack stack() {
    return stack;
  }

  PulsarClient client() {
    return client;
  }

  PulsarAdmin admin() {
    return admin;
  }

  /** A folder for the files of one pipeline's processes. */
  Path folder(String pipeline) {
    return FOLDER.resolve("pipelines").resolve(pipeline);
  }

  /** The logs of the servers, of function instances and of trainers. */
  List<Path> logs() {
    List<Path> logs = new ArrayList<>(List.of(stack.pulsar().log(), stack.cassandra().log()));
    for (Path folder : List.of(stack.pulsar().functionLogs(), FOLDER.resolve("pipelines"))) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          files.filter(file -> file.toString().endsWith(".log")).forEach(logs::add);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return logs;
  }

  @Override
  public void close() throws PulsarClientException {
    admin.close();
    client.close();
    stack.close();
  }
}
