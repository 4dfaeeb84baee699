package io.shardsteer.deploy.cli;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.rollout.Workplace;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks for a new model now. */
@Command(
    name = "retrain",
    description =
        "Ask the helm for a new model now. `deploy/steer status` shows what became of it.")
final class RetrainCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "Pipeline file; default: the one that was deployed last.")
  @Nullable Path file;

  @Mixin ClusterOptions options = new ClusterOptions();

  @Mixin PushOptions push = new PushOptions();

  @Override
  public Integer call() {
    Cluster cluster = options.cluster();
    PipelineConfig config =
        cluster.place(PipelineFile.read(Workplace.find().namedOrDeployed(file)));
    return push.push(cluster, config, true) ? Steer.OK : Steer.FAILED;
  }
}
