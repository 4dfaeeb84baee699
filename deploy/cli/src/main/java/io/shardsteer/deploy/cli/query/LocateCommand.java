package io.shardsteer.deploy.cli.query;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.Location;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the shards that can hold matching rows. */
@Command(
    name = "locate",
    description = "Print the shards that can hold matching rows, one a line; reads none of them.")
public final class LocateCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin QuestionOptions question = new QuestionOptions();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    Predicate predicate = question.parsedPredicate();
    TimeRange times = question.times();
    Cluster cluster = options.cluster();
    PipelineConfig config = question.config(cluster);
    FieldHints.ofUnknown(predicate, config).forEach(System.err::println);
    return QuestionOptions.locate(
        cluster,
        config,
        reader -> {
          Location location = reader.locate(predicate, times);
          if (output.isJson()) {
            output.print(LocationDocument.of(location));
          } else {
            location.shards().forEach(System.out::println);
          }
          return ExitCodes.OK;
        });
  }
}
