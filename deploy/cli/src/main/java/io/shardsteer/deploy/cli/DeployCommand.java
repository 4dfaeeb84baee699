package io.shardsteer.deploy.cli;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.rollout.BuiltJars;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.LocalTrainer;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.rollout.Rollout;
import io.shardsteer.deploy.cli.rollout.Workplace;
import io.shardsteer.deploy.stack.ProcessGroup;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a pipeline on a cluster, or updates it there. */
@Command(
    name = "deploy",
    description = {
      "Create or update a pipeline: topics, keyspace and tables, both functions, and on the local stack the trainer.",
      "--print-commands prints the pulsar-admin commands that do the same by hand."
    })
final class DeployCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Parameters(paramLabel = "FILE", description = "Pipeline file (YAML).")
  @Nullable Path file;

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--parallelism",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "Instances of the router; default: ${DEFAULT-VALUE}.")
  int parallelism = 1;

  @Option(
      names = "--print-commands",
      description = "Print the pulsar-admin commands that do the same by hand.")
  boolean printCommands;

  @Override
  public Integer call() {
    if (parallelism < 1) {
      throw new CommandException(
          "--parallelism is %d.\nA router needs at least 1 instance.".formatted(parallelism));
    }
    Path pipelineFile = Objects.requireNonNull(file);
    PipelineConfig read = PipelineFile.read(pipelineFile);
    Workplace workplace = Workplace.find();
    Cluster cluster = options.cluster();
    PipelineConfig config = cluster.place(read);
    Rollout.onScreen(cluster, workplace.artifacts(), printCommands).deploy(config, parallelism);
    workplace.remember(read);
    LocalTrainer trainer =
        new LocalTrainer(
            BuiltJars.trainer(workplace.installation()),
            workplace.trainerFolder(config.pipeline()));
    if (options.localStack().isPresent()) {
      trainer.restart(cluster, config, ProcessGroup.Life.DETACHED);
      System.out.println("Trainer: started, log " + trainer.log());
    } else {
      System.out.println("Trainer: start one or more where they may run:");
      System.out.println("  $ " + trainer.typedCommand(cluster, config));
    }
    System.out.printf("Pipeline %s is deployed. `steer status` shows it.%n", config.pipeline());
    return Steer.OK;
  }
}
