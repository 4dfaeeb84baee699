package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.pulsar.PulsarLogin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Pulsar's own {@code pulsar-admin}. Every command is told as it would be typed. A login is told as
 * the {@code client.conf} that holds it, never as an argument: everyone sees those.
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
    StringBuilder text = new StringBuilder();
    settings(cluster)
        .forEach(
            (key, value) ->
                text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
    return Files.writeString(file, text);
  }

  /** What stands in a {@code client.conf}, secrets included. */
  private static Map<String, String> settings(Cluster cluster) {
    PulsarLogin login = cluster.login();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("webServiceUrl", cluster.adminUrl());
    settings.put("brokerServiceUrl", cluster.serviceUrl());
    if (login.hasPlugin()) {
      settings.put("authPlugin", login.plugin());
      settings.put("authParams", login.parameters());
    }
    if (login.hasCertificates()) {
      settings.put("tlsTrustCertsFilePath", login.trustedCertificates());
    }
    settings.put("tlsEnableHostnameVerification", Boolean.toString(login.hostnameVerification()));
    return settings;
  }

  private static void deleteQuietly(@org.jspecify.annotations.Nullable Path file) {
    if (file != null) {
      file.toFile().delete();
    }
  }

  private String typed(List<String> arguments) {
    List<String> words = new ArrayList<>();
    if (!cluster.login().equals(PulsarLogin.NONE)) {
      words.add("PULSAR_CLIENT_CONF=client.conf");
    }
    words.add(quoted(cluster.adminCommand()));
    words.addAll(List.of("--admin-url", quoted(cluster.adminUrl())));
    arguments.forEach(argument -> words.add(quoted(argument)));
    return words.stream().collect(Collectors.joining(" "));
  }

  /** A word as a shell reads it back unchanged. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
