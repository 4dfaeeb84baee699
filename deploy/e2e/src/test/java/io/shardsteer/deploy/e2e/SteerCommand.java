package io.shardsteer.deploy.e2e;

import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.stack.ProcessGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A command of {@code deploy/steer} as a process of its own, so that it can be killed. */
final class SteerCommand implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private final ProcessGroup process;

  private SteerCommand(ProcessGroup process) {
    this.process = process;
  }

  /**
   * @param folder its log
   * @param name names the log
   * @param arguments the command and its own options; those of the cluster are added
   */
  static SteerCommand start(Cluster cluster, Path folder, String name, List<String> arguments) {
    List<String> command = line(cluster, folder, arguments);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SteerCommand(
        ProcessGroup.start(
            new ProcessGroup.Launch(name, command, Map.of(), folder), ProcessGroup.Life.OWNED));
  }

  /**
   * What is executed for a command of {@code deploy/steer}.
   *
   * @param folder for what libraries log
   */
  static List<String> line(Cluster cluster, Path folder, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dshardsteer.home=" + System.getProperty("shardsteer.home"),
                "-Dorg.slf4j.simpleLogger.logFile=" + folder.resolve("steer.log"),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "io.shardsteer.deploy.cli.Steer"));
    command.addAll(arguments);
    command.addAll(options(cluster));
    return command;
  }

  /** The options that name a cluster. */
  static List<String> options(Cluster cluster) {
    return List.of(
        "--service-url",
        cluster.serviceUrl(),
        "--admin-url",
        cluster.adminUrl(),
        "--cassandra",
        String.join(",", cluster.contactPoints()),
        "--datacenter",
        cluster.datacenter());
  }

  /** Waits until it has printed something. */
  void awaitOutput(String words) {
    Awaitility.await(words)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> output().contains(words) || !process.isAlive());
    if (!output().contains(words)) {
      throw new AssertionError("It ended without '%s':%n%s".formatted(words, output()));
    }
  }

  /** SIGKILL. */
  void kill() {
    process.kill();
  }

  /** Waits until it ends, and says what it printed. */
  String awaitEnd() {
    try {
      Awaitility.await("end of " + process.name()).atMost(PATIENCE).until(() -> !process.isAlive());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("It has not ended:%n%s".formatted(output()), e);
    }
    return output();
  }

  String output() {
    try {
      return Files.readString(process.log());
    } catch (IOException e) {
      throw new CommandException("%s cannot be read.".formatted(process.log()), e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
