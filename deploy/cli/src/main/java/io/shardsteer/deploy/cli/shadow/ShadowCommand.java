package io.shardsteer.deploy.cli.shadow;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.pulsar.Waiting;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
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
public final class ShadowCommand implements Callable<Integer> {
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
    try (LiveShadow shadow = new LiveShadow(cluster, config)) {
      do {
        print(shadow.score());
        Waiting.forMillis(1_000L * everySeconds);
      } while (everySeconds > 0);
    }
    return ExitCodes.OK;
  }

  private void print(ShadowReport report) {
    if (output.isJson()) {
      output.print(ShadowDocument.of(report));
    } else {
      report.lines().forEach(System.out::println);
    }
  }
}
