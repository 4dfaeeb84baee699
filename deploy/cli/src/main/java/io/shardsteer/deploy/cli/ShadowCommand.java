package io.shardsteer.deploy.cli;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.pulsar.Waiting;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.output.ShadowDocument;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.ConfigPusher;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.shadow.Shadow;
import io.shardsteer.deploy.cli.shadow.ShadowReport;
import io.shardsteer.deploy.cli.watch.DeployedModel;
import io.shardsteer.deploy.cli.watch.PipelineWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scores another configuration's model on the live stream. */
@Command(
    name = "shadow",
    description = {
      "Make a model by another pipeline file of the samples of the live stream, score it on newer ones, and compare",
      "it with hashing and with the order that routes. Nothing is routed by it, and nothing is changed."
    })
final class ShadowCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Parameters(
      paramLabel = "FILE",
      description = "Pipeline file (YAML) with the name and the input topic of the one that runs.")
  @Nullable Path file;

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "Score again so often, by newer samples, until Ctrl-C; default: once.")
  int everySeconds;

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() throws PulsarClientException {
    Cluster cluster = options.cluster();
    PipelineConfig config = cluster.place(PipelineFile.read(Objects.requireNonNull(file)));
    PipelineConfig running =
        new ConfigPusher(cluster, Duration.ZERO)
            .running(config)
            .orElseThrow(
                () ->
                    new CommandException(
                        "Pipeline %s is not deployed there, so there is no stream to look at.\nGive the file the name and the input topic of the pipeline that runs."
                            .formatted(config.pipeline())));
    Shadow.requireSampled(running, config);
    try (PulsarClient client = cluster.client();
        PipelineWatch watch = PipelineWatch.follow(client, running)) {
      Shadow shadow = new Shadow(client, config);
      do {
        print(shadow.score(newest(watch, running), present(cluster, watch, running), now()));
        Waiting.forMillis(1_000L * everySeconds);
      } while (everySeconds > 0);
    }
    return Steer.OK;
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private static RoutingTable newest(PipelineWatch watch, PipelineConfig running) {
    return watch
        .state()
        .newestTable()
        .orElseGet(() -> RoutingTable.initial(running.shards().targetShardCount()));
  }

  private static Optional<LoadedModel> present(
      Cluster cluster, PipelineWatch watch, PipelineConfig running) {
    return newest(watch, running).model().isHash()
        ? Optional.empty()
        : Optional.of(DeployedModel.of(cluster, running));
  }

  private void print(ShadowReport report) {
    if (output.isJson()) {
      output.print(ShadowDocument.of(report));
    } else {
      report.lines().forEach(System.out::println);
    }
  }
}
