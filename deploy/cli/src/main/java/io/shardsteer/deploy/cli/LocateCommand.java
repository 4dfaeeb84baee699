package io.shardsteer.deploy.cli;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.deploy.cli.rollout.Cluster;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.api.PulsarClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the shards that can hold matching rows. */
@Command(
    name = "locate",
    description = "Print the shards that can hold matching rows, one a line; reads none of them.")
final class LocateCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin QuestionOptions question = new QuestionOptions();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() throws PulsarClientException {
    Predicate predicate = question.parsedPredicate();
    TimeRange times = question.times();
    Cluster cluster = options.cluster();
    PipelineConfig config = question.config(cluster);
    return QuestionOptions.read(
        cluster,
        config,
        (reader, placed) -> {
          reader.locate(predicate, times).shards().forEach(System.out::println);
          return Steer.OK;
        });
  }
}
