package io.shardsteer.deploy.e2e;

import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.pulsar.PulsarLogin;
import io.shardsteer.deploy.stack.Folders;
import io.shardsteer.deploy.stack.LocalStack;
import io.shardsteer.deploy.stack.Stack;
import io.shardsteer.deploy.stack.StackSecurity;
import io.shardsteer.deploy.stack.containers.ContainerStack;
import io.shardsteer.deploy.stack.containers.Images;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * The servers of the run: one Pulsar and one Cassandra for all tests, with clients to look at them.
 * Closing it ends them.
 */
final class Servers implements AutoCloseable {
  /** Says who makes the servers: {@code processes} or {@code containers}. */
  private static final String MAKER_PROPERTY = "shardsteer.stack";

  private static final Path FOLDER = Path.of("target", "servers").toAbsolutePath();
  private static final Path SECURED_FOLDER = Path.of("target", "secured").toAbsolutePath();

  private final Stack stack;
  private final PulsarClient client;
  private final PulsarAdmin admin;

  private Servers(Stack stack, PulsarClient client, PulsarAdmin admin) {
    this.stack = stack;
    this.client = client;
    this.admin = admin;
  }

  static Servers start() {
    return over(startStack(System.getProperty(MAKER_PROPERTY, "processes")));
  }

  /** Servers that ask everybody to log in, over encrypted connections. */
  static Servers startSecured() {
    return over(
        LocalStack.start(
            LocalStack.Options.owned(SECURED_FOLDER).withSecurity().telling(System.out::println)));
  }

  private static Servers over(Stack stack) {
    try {
      PulsarLogin login = login(stack, StackSecurity.SUPERUSER);
      return new Servers(
          stack, login.client(stack.serviceUrl()).build(), login.admin(stack.adminUrl()).build());
    } catch (PulsarClientException e) {
      stack.close();
      throw new IllegalStateException("Pulsar's clients could not be made.", e);
    }
  }

  private static Stack startStack(String maker) {
    return switch (maker) {
      case "processes" ->
          LocalStack.start(
              LocalStack.Options.owned(FOLDER).survivingCrashes().telling(System.out::println));
      case "containers" ->
          ContainerStack.start(FOLDER, Images.fromProperties(), System.out::println);
      default ->
          throw new IllegalArgumentException(
              "-D%s=%s is unknown.\nUse processes or containers.".formatted(MAKER_PROPERTY, maker));
    };
  }

  /** How a role logs in to Pulsar. */
  PulsarLogin login(String role) {
    return login(stack, role);
  }

  private static PulsarLogin login(Stack stack, String role) {
    return stack
        .security()
        .map(it -> PulsarLogin.token(it.token(role), it.certificate().toString()))
        .orElse(PulsarLogin.NONE);
  }

  /** How the tests log in to Cassandra, to look into tables. */
  Optional<CassandraCredentials> reader() {
    return stack
        .security()
        .map(
            it ->
                new CassandraCredentials(
                    StackSecurity.READER, it.cassandraPassword(StackSecurity.READER)));
  }

  Stack stack() {
    return stack;
  }

  /** The servers where they are processes, for what can only be done to those. */
  LocalStack processes() {
    if (stack instanceof LocalStack processes) {
      return processes;
    }
    throw new IllegalStateException(
        "This test runs on processes alone.\nTag it \"processes\", so that -Pcontainers leaves it out.");
  }

  PulsarClient client() {
    return client;
  }

  PulsarAdmin admin() {
    return admin;
  }

  /** A folder for the files of one pipeline's processes. */
  Path folder(String pipeline) {
    return stack.folder().resolve("pipelines").resolve(pipeline);
  }

  /** The logs of the servers, of function instances and of trainers. */
  List<Path> logs() {
    List<Path> logs = new ArrayList<>(stack.logs());
    logs.addAll(Folders.logs(stack.folder().resolve("pipelines")));
    return logs;
  }

  @Override
  public void close() throws PulsarClientException {
    admin.close();
    client.close();
    stack.close();
  }
}
