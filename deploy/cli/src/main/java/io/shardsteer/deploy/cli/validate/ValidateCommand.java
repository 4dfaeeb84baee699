package io.shardsteer.deploy.cli.validate;

import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.config.ConfigWarnings;
import io.shardsteer.common.config.InvalidConfigurationException;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Topics;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.rollout.Rollout;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a pipeline file, without any server or against the tables of a cluster. */
@Command(
    name = "validate",
    description =
        "Check a pipeline file; with --cassandra also that the tables there can take its rows.")
public final class ValidateCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Parameters(paramLabel = "FILE", description = "Pipeline file (YAML).")
  @Nullable Path file;

  @Option(
      names = "--cassandra",
      paramLabel = "HOST:PORT",
      split = ",",
      description = "Contact points of the Cassandra cluster whose tables are checked.")
  List<String> contactPoints = List.of();

  @Option(
      names = "--datacenter",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Cassandra's local data centre; default: that of the pipeline file.")
  String datacenter = "";

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    PipelineConfig config;
    try {
      config = PipelineFile.read(Objects.requireNonNull(file));
    } catch (InvalidConfigurationException e) {
      if (!output.isJson()) {
        throw e;
      }
      output.print(ValidationDocument.of(e.problems()));
      return ExitCodes.MISUSED;
    }
    if (!contactPoints.isEmpty() && config.storage().enabled()) {
      Rollout.checkTables(
          config.with(config.storage().on(contactPoints, datacenter)),
          CassandraCredentials.from(System::getenv));
    }
    if (output.isJson()) {
      output.print(ValidationDocument.of(config));
      return ExitCodes.OK;
    }
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    System.out.printf(
        "%s is valid: pipeline %s steers %s into %d shards, %s and so on.%n",
        file,
        config.pipeline(),
        config.input().topic(),
        config.shards().targetShardCount(),
        topics.shard(0));
    ConfigWarnings.of(config).forEach(warning -> System.out.println("  - " + warning));
    return ExitCodes.OK;
  }
}
