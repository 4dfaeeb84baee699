package io.shardsteer.deploy.cli.rollout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Pulsar's own {@code pulsar-admin}. Every command is told as it would be typed; secrets are told
 * as the environment variables that hold them.
 */
public final class AdminTool {
  private final Cluster cluster;
  private final Consumer<String> told;

  /**
   * @param told gets every command, ready to be pasted into a shell
   */
  public AdminTool(Cluster cluster, Consumer<String> told) {
    this.cluster = cluster;
    this.told = told;
  }

  /** Tells a command that is carried out in another way: a start of the script takes seconds. */
  void tell(List<String> arguments) {
    told.accept(typed(arguments));
  }

  /**
   * Tells a command and runs it.
   *
   * @throws CommandException with what it printed, if it fails
   */
  void run(List<String> arguments) {
    tell(arguments);
    Path settings = null;
    try {
      settings = clientSettings();
      List<String> command = new ArrayList<>(List.of(cluster.adminCommand()));
      command.addAll(List.of("--admin-url", cluster.adminUrl()));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("PULSAR_CLIENT_CONF", settings.toString());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process process = builder.start();
      process.getOutputStream().close();
      String output;
      try (InputStream in = process.getInputStream()) {
        output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      if (process.waitFor() != 0) {
        throw new CommandException("%s failed:\n%s".formatted(typed(arguments), output.strip()));
      }
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be run: %s\nName Pulsar's pulsar-admin with --pulsar-admin PATH."
              .formatted(cluster.adminCommand(), e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted while pulsar-admin was running.", e);
    } finally {
      deleteQuietly(settings);
    }
  }

  /** The login travels in a file that only its owner reads: arguments are seen by everyone. */
  private Path clientSettings() throws IOException {
    Path file =
        Files.createTempFile(
            "shardsteer-client",
            ".conf",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    StringBuilder settings = new StringBuilder();
    settings.append("webServiceUrl=").append(cluster.adminUrl()).append('\n');
    settings.append("brokerServiceUrl=").append(cluster.serviceUrl()).append('\n');
    cluster
        .login()
        .clientSettings()
        .forEach((key, value) -> settings.append(key).append('=').append(value).append('\n'));
    return Files.writeString(file, settings);
  }

  private static void deleteQuietly(@org.jspecify.annotations.Nullable Path file) {
    if (file != null) {
      file.toFile().delete();
    }
  }

  private String typed(List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(quoted(cluster.adminCommand()));
    words.addAll(List.of("--admin-url", quoted(cluster.adminUrl())));
    if (cluster.login().hasPlugin()) {
      words.addAll(List.of("--auth-plugin", "\"$" + PulsarLogin.PLUGIN + "\""));
      words.addAll(List.of("--auth-params", "\"$" + PulsarLogin.PARAMETERS + "\""));
    }
    if (cluster.login().hasCertificates()) {
      words.addAll(List.of("--tls-trust-cert-path", quoted(cluster.login().trustedCertificates())));
    }
    arguments.forEach(argument -> words.add(quoted(argument)));
    return words.stream().collect(Collectors.joining(" "));
  }

  /** A word as a shell reads it back unchanged. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
