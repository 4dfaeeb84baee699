package io.shardsteer.deploy.e2e;

import io.shardsteer.deploy.stack.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command that has ended.
 *
 * @param exitCode what it ended with
 * @param output what it printed, errors included
 */
record Command(int exitCode, String output) {
  /** Logs of commands: {@code steer} keeps its log out of what it prints. */
  static final Path LOGS = Path.of("target", "steer").toAbsolutePath();

  private static final List<String> LOGINS =
      List.of("PULSAR_AUTH_PLUGIN", "PULSAR_AUTH_PARAMS", "PULSAR_TLS_TRUST_CERTS_FILE");

  /** Runs {@code steer} in a JVM of its own, as the script does. */
  static Command steer(Map<String, String> environment, List<String> arguments) {
    List<String> java =
        List.of(
            "-Xmx256m",
            "-Dshardsteer.home=" + Installation.find().root(),
            "-Dorg.slf4j.simpleLogger.logFile=" + newLog(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "io.shardsteer.deploy.cli.Steer");
    return run(environment, java, arguments);
  }

  private static Path newLog() {
    try {
      return Files.createTempFile(Files.createDirectories(LOGS), "steer", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a jar. */
  static Command jar(Path jar, Map<String, String> environment, List<String> arguments) {
    return run(environment, List.of("-Xmx512m", "-jar", jar.toString()), arguments);
  }

  private static Command run(
      Map<String, String> environment, List<String> java, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    LOGINS.forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Command(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
