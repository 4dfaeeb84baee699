package io.shardsteer.trainer.cli;

import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.config.InvalidConfigurationException;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.message.BadMessageException;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.PulsarLogin;
import io.shardsteer.common.pulsar.UnreadableTopicException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The trainer's command line. */
@Command(
    name = "shardsteer-trainer",
    mixinStandardHelpOptions = true,
    versionProvider = TrainerCommand.Version.class,
    showDefaultValues = true,
    description =
        "Answers a pipeline's retrain requests with models, and moves its stored rows where that is"
            + " asked for, until it is stopped.",
    footer = {
      "",
      "Environment: PULSAR_AUTH_PLUGIN and PULSAR_AUTH_PARAMS to log in to Pulsar,",
      "PULSAR_TLS_TRUST_CERTS_FILE for a private certificate authority,",
      "PULSAR_TLS_HOSTNAME_VERIFICATION=false where certificates name other hosts,",
      "SHARDSTEER_CASSANDRA_USERNAME and SHARDSTEER_CASSANDRA_PASSWORD to move rows.",
      "Exit codes: 1 Pulsar cannot be used, 2 the command line or the file is wrong.",
    })
public final class TrainerCommand implements Callable<Integer> {
  private static final int PULSAR_UNUSABLE = 1;
  private static final int WRONG_INPUT = 2;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "The pipeline file (YAML).",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private Path file = Path.of("");

  @Option(names = "--service-url", paramLabel = "URL", description = "Pulsar's broker.")
  private String serviceUrl = "pulsar://localhost:6650";

  @Option(names = "--admin-url", paramLabel = "URL", description = "Pulsar's admin API.")
  private String adminUrl = "http://localhost:8080";

  @Option(
      names = "--max-runtime",
      paramLabel = "SECONDS",
      description = "A training that takes longer stops with what it has.")
  private int maxRuntimeSeconds = 300;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description =
          "trainer: trains models only; mover: moves stored rows only, where reshard.mode is"
              + " automatic; both: one process for both.")
  private Role role = Role.BOTH;

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    LogSettings.apply();
    System.exit(commandLine(new TrainerCommand()).execute(arguments));
  }

  static CommandLine commandLine(TrainerCommand command) {
    return new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() {
    TrainerConfig config;
    try {
      config = new TrainerConfig(read(file), role);
    } catch (IOException e) {
      return wrong("%s cannot be read: %s".formatted(file, e));
    } catch (InvalidConfigurationException | IllegalArgumentException e) {
      return wrong(String.valueOf(e.getMessage()));
    }
    if (maxRuntimeSeconds < 1) {
      return wrong("--max-runtime must be at least 1, but it is %d.".formatted(maxRuntimeSeconds));
    }
    PulsarLogin login;
    Optional<CassandraCredentials> cassandra;
    try {
      login = PulsarLogin.from(System::getenv);
      cassandra = CassandraCredentials.from(System::getenv);
    } catch (IllegalArgumentException e) {
      return wrong(String.valueOf(e.getMessage()));
    }
    ServingProcess process =
        role.trains()
            ? new TrainerProcess(
                config, Duration.ofSeconds(maxRuntimeSeconds), role.movesRows(), cassandra)
            : new MoverProcess(config, cassandra);
    Runtime.getRuntime().addShutdownHook(new Thread(process::stop, "stop"));
    try {
      process.run(new PulsarAccess(serviceUrl, adminUrl, login));
      return 0;
    } catch (PulsarClientException e) {
      err()
          .printf(
              "Pulsar cannot be used at %s and %s: %s%n%s%n",
              serviceUrl,
              adminUrl,
              PulsarFailures.reason(e),
              PulsarFailures.remedy(e, "Check that it runs, --service-url and --admin-url."));
      return PULSAR_UNUSABLE;
    } catch (BadMessageException | UnreadableTopicException e) {
      return wrong(String.valueOf(e.getMessage()));
    }
  }

  private static PipelineConfig read(Path path) throws IOException {
    return PipelineConfigs.fromYaml(
        Files.readString(path), path.toString(), name -> readBeside(path, name));
  }

  private static byte[] readBeside(Path path, String name) {
    try {
      return Files.readAllBytes(path.resolveSibling(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int wrong(String message) {
    err().println(message);
    return WRONG_INPUT;
  }

  private PrintWriter err() {
    return Objects.requireNonNull(spec, "picocli sets it").commandLine().getErr();
  }

  /** The version that the runnable jar's manifest names. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = TrainerCommand.class.getPackage().getImplementationVersion();
      return new String[] {"shardsteer-trainer " + (version == null ? "(not packed)" : version)};
    }
  }
}
