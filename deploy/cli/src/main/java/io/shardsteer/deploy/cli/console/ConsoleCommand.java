package io.shardsteer.deploy.cli.console;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.MisuseException;
import io.shardsteer.deploy.cli.query.ExplainedLocations;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.rollout.Workplace;
import io.shardsteer.deploy.console.Access;
import io.shardsteer.deploy.console.Console;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.pulsar.client.api.PulsarClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves the web page, the HTTP API and the metrics until it is ended. */
@Command(
    name = "console",
    description =
        "Serve a web page, an HTTP API (/api/v1/openapi.json) and Prometheus metrics (/metrics).")
public final class ConsoleCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Pipeline files; default: the one that was deployed last.")
  List<Path> files = List.of();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8088",
      description = "Default: ${DEFAULT-VALUE}; 0: any free one.")
  int port = 8088;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on; any but loopback needs a token. Default: ${DEFAULT-VALUE}.")
  String listen = "127.0.0.1";

  @Option(
      names = "--operator-token-file",
      paramLabel = "FILE",
      description = "File with the token of those who may send commands.")
  @Nullable Path operatorTokenFile;

  @Option(
      names = "--viewer-token-file",
      paramLabel = "FILE",
      description = "File with the token of those who may only look.")
  @Nullable Path viewerTokenFile;

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE.p12",
      description = "PKCS #12 file with certificate and key; default: plain HTTP.")
  @Nullable Path keystore;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "File with the password of --tls-keystore.")
  @Nullable Path keystorePasswordFile;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Access access = access();
    Cluster cluster = options.cluster();
    List<Path> named = files.isEmpty() ? List.of(Workplace.find().namedOrDeployed(null)) : files;
    List<PipelineConfig> configs =
        named.stream().map(file -> cluster.place(PipelineFile.read(file))).toList();
    Optional<SSLContext> tls = tls();
    try (PulsarClient client = cluster.client();
        Console console =
            Console.start(
                client,
                configs,
                new InetSocketAddress(InetAddress.getByName(listen), port),
                access,
                tls,
                new ExplainedLocations(cluster),
                new ServedConfigurations(cluster))) {
      System.out.printf(
          "Console: %s://%s:%d/%n", tls.isPresent() ? "https" : "http", listen, console.port());
      if (tls.isEmpty() && !InetAddress.getByName(listen).isLoopbackAddress()) {
        System.err.println(
            "Tokens travel unencrypted: give --tls-keystore, or put a proxy with TLS before it.");
      }
      new CountDownLatch(1).await();
    }
    return ExitCodes.OK;
  }

  private Access access() {
    if (operatorTokenFile == null) {
      if (viewerTokenFile != null) {
        throw new MisuseException(
            "--viewer-token-file without --operator-token-file leaves no operator.\nGive both.");
      }
      return Access.open();
    }
    return Access.byToken(
        secret(operatorTokenFile), viewerTokenFile == null ? "" : secret(viewerTokenFile));
  }

  private static String secret(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be read: %s\nName a file that you may read."
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  private Optional<SSLContext> tls() {
    if (keystore == null) {
      return Optional.empty();
    }
    char[] password =
        (keystorePasswordFile == null ? "" : secret(keystorePasswordFile)).toCharArray();
    try (InputStream in = Files.newInputStream(keystore)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, password);
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return Optional.of(context);
    } catch (IOException | GeneralSecurityException e) {
      throw new CommandException(
          "%s cannot be used: %s\nName a PKCS #12 file and the file of its password."
              .formatted(keystore, e.getMessage()),
          e);
    }
  }
}
