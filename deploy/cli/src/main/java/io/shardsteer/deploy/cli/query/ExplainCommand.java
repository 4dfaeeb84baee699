package io.shardsteer.deploy.cli.query;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.rollout.Workplace;
import io.shardsteer.deploy.reader.RecordExplanation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says for one record where it goes and why. */
@Command(
    name = "explain",
    description =
        "Say for one record: features, position, order key, shard now and before, and what decided.")
public final class ExplainCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Parameters(
      index = "0",
      paramLabel = "RECORD",
      description = "File that holds the record's bytes, e.g. a JSON object.")
  Path record = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      arity = "0..1",
      description = "Pipeline file; default: the one that was deployed last.")
  @Nullable Path file;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "",
      description = "The record's message key; default: the value of its key field.")
  String key = "";

  @Option(
      names = "--revisions",
      paramLabel = "COUNT",
      defaultValue = "10",
      description = "How many of the newest routing tables are shown; default: ${DEFAULT-VALUE}.")
  int revisions = 10;

  @Mixin ClusterOptions options = new ClusterOptions();

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    byte[] payload = payload();
    Cluster cluster = options.cluster();
    PipelineConfig config =
        cluster.place(PipelineFile.read(Workplace.find().namedOrDeployed(file)));
    return QuestionOptions.locate(
        cluster,
        config,
        reader -> {
          RecordExplanation why = reader.explain(payload, key);
          if (output.isJson()) {
            output.print(ExplanationDocument.of(why, revisions));
          } else {
            ExplanationText.of(why, System.currentTimeMillis(), revisions)
                .forEach(System.out::println);
          }
          return ExitCodes.OK;
        });
  }

  private byte[] payload() {
    try {
      return Files.readAllBytes(record);
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be read: %s\nName a file that holds one record."
              .formatted(record, e.getClass().getSimpleName()),
          e);
    }
  }
}
