package io.shardsteer.deploy.cli;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.rollout.Cluster;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks for a new model now. */
@Command(
    name = "retrain",
    description = "Ask the controller for a new model now. `steer status` shows what became of it.")
final class RetrainCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin PipelineArgument pipeline = new PipelineArgument();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Mixin PushOptions push = new PushOptions();

  @Override
  public Integer call() {
    Cluster cluster = options.cluster();
    PipelineConfig config = pipeline.on(cluster);
    return push.push(cluster, config, true) ? Steer.OK : Steer.FAILED;
  }
}
