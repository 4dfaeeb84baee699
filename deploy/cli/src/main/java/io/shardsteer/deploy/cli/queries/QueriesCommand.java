package io.shardsteer.deploy.cli.queries;

import io.shardsteer.common.asked.LearnedQueries;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.PipelineArgument;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.trainer.QueryOutlook;
import io.shardsteer.trainer.publish.PulsarAskedWindow;
import io.shardsteer.trainer.publish.PulsarSampleWindow;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what readers ask, what it costs, and what a better order would save. */
@Command(
    name = "queries",
    description = {
      "Show what readers have asked within queries.window: fields, share, cost, what an order made"
          + " for it would save,",
      "and which kinds of questions cost each other. Values are never reported. Changes nothing."
    })
public final class QueriesCommand implements Callable<Integer> {
  private static final int LEAST_SAMPLES = 500;

  @Mixin HelpOption help = new HelpOption();

  @Mixin PipelineArgument pipeline = new PipelineArgument();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() throws PulsarClientException {
    Cluster cluster = options.cluster();
    PipelineConfig config = pipeline.on(cluster);
    try (PulsarClient client = cluster.client()) {
      AskedReport report = report(client, config, System.currentTimeMillis());
      if (output.isJson()) {
        output.print(AskedDocument.of(report));
      } else {
        report.text().forEach(System.out::println);
      }
    }
    return ExitCodes.OK;
  }

  private static AskedReport report(PulsarClient client, PipelineConfig config, long nowMillis) {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    try {
      List<AskedShape> asked =
          new PulsarAskedWindow(client, topics.queryReports())
              .within(config.queryLearning().window(), nowMillis);
      List<QueryTemplate> templates = LearnedQueries.templates(config, asked);
      List<Sample> samples =
          templates.isEmpty()
              ? List.of()
              : new PulsarSampleWindow(client, topics.samples())
                  .newest(config.training().maxSamples(), nowMillis);
      return new AskedReport(
          text(config.queryLearning().window()),
          asked,
          samples.size() < LEAST_SAMPLES
              ? Optional.empty()
              : Optional.of(QueryOutlook.of(samples, config.with(templates))),
          config.shards().targetShardCount());
    } catch (IOException e) {
      throw new CommandException(
          "What was asked of pipeline %s cannot be read: %s"
              .formatted(
                  config.pipeline(),
                  PulsarFailures.told(e, "Is it deployed there? `steer deploy FILE`")),
          e);
    }
  }

  private static String text(Duration window) {
    return window.toDays() > 1 ? window.toDays() + " days" : window.toMinutes() + " minutes";
  }
}
