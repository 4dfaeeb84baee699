package io.shardsteer.deploy.cli.deploy;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.PipelineArgument;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.LocalTrainer;
import io.shardsteer.deploy.cli.rollout.Rollout;
import io.shardsteer.deploy.cli.rollout.Workplace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes a pipeline's functions and trainer off a cluster. */
@Command(
    name = "undeploy",
    description =
        "Delete a pipeline's functions and end its local trainer. Topics, tables and models stay.")
public final class UndeployCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin PipelineArgument pipeline = new PipelineArgument();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() {
    Workplace workplace = Workplace.find();
    Cluster cluster = options.cluster();
    PipelineConfig config = pipeline.on(cluster);
    Rollout.onScreen(cluster, workplace.artifacts(), true).undeploy(config);
    LocalTrainer.stop(workplace.trainerFolder(config.pipeline()));
    workplace.forget(config.pipeline());
    System.out.printf(
        "Pipeline %s routes no more. Its topics, tables and models are still there.%n",
        config.pipeline());
    return ExitCodes.OK;
  }
}
