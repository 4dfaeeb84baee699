package io.shardsteer.deploy.cli;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.rollout.Rollout;
import io.shardsteer.deploy.cli.rollout.Workplace;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives the running parts of a pipeline a new configuration. */
@Command(
    name = "push-config",
    description = {
      "Give the running routers, controller and trainer a new configuration, without a restart.",
      "Topics and tables of more shards are created first. Fails if a part refuses it or does not answer."
    })
final class PushConfigCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Parameters(paramLabel = "FILE", description = "Pipeline file (YAML).")
  @Nullable Path file;

  @Mixin ClusterOptions options = new ClusterOptions();

  @Mixin PushOptions push = new PushOptions();

  @Override
  public Integer call() {
    Path pipelineFile = Objects.requireNonNull(file);
    PipelineConfig read = PipelineFile.read(pipelineFile);
    Cluster cluster = options.cluster();
    PipelineConfig config = cluster.place(read);
    Workplace workplace = Workplace.find();
    Rollout.onScreen(cluster, workplace.artifacts(), true).prepare(config);
    boolean applied = push.push(cluster, config, false);
    if (applied) {
      workplace.remember(read);
    }
    return applied ? Steer.OK : Steer.FAILED;
  }
}
