package io.shardsteer.deploy.cli.deploy;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.kubernetes.Manifests;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.plan.ChangePlan;
import io.shardsteer.deploy.cli.plan.PlanDocument;
import io.shardsteer.deploy.cli.rollout.BuiltJars;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.ConfigPusher;
import io.shardsteer.deploy.cli.rollout.LocalTrainer;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.rollout.PipelineTopics;
import io.shardsteer.deploy.cli.rollout.Rollout;
import io.shardsteer.deploy.cli.rollout.Workplace;
import io.shardsteer.deploy.stack.ProcessGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
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
public final class DeployCommand implements Callable<Integer> {
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

  @Option(
      names = "--plan",
      description = "Show what would change of a pipeline that is deployed, and change nothing.")
  boolean planOnly;

  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--without-functions",
      description =
          "Create topics, subscription and tables only: somebody else runs the functions.")
  boolean withoutFunctions;

  @Option(
      names = "--print",
      paramLabel = "WHAT",
      description = {
        "kubernetes: print resources for `kubectl apply` instead, and change nothing; --service-url and --admin-url",
        "are then Pulsar's as pods reach it."
      })
  @Nullable Print print;

  @Mixin KubernetesOptions kubernetes = new KubernetesOptions();

  /** What is printed instead of deployed. */
  enum Print {
    KUBERNETES
  }

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
    if (planOnly) {
      plan(cluster, config);
      return ExitCodes.OK;
    }
    if (print == Print.KUBERNETES) {
      System.out.print(
          Manifests.of(
              config,
              kubernetes.settings(cluster, parallelism),
              workplace.installation().shipped("functions")));
      return ExitCodes.OK;
    }
    if (withoutFunctions) {
      Rollout.onScreen(
              cluster, new Rollout.Artifacts(Path.of(""), Path.of(""), Path.of("")), printCommands)
          .deployWithoutFunctions(config);
      System.out.printf("Topics and tables of pipeline %s are there.%n", config.pipeline());
      return ExitCodes.OK;
    }
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
    return ExitCodes.OK;
  }

  private void plan(Cluster cluster, PipelineConfig config) {
    Optional<PipelineConfig> running = new ConfigPusher(cluster, Duration.ZERO).running(config);
    if (running.isEmpty()) {
      if (output.isJson()) {
        output.print(PlanDocument.ofNew(config.pipeline()));
        return;
      }
      System.out.printf(
          "Pipeline %s is not deployed there: %d topics, %d tables and both functions are new.%n",
          config.pipeline(),
          PipelineTopics.of(config).topics().size(),
          config.storage().enabled() ? config.shards().targetShardCount() : 0);
      return;
    }
    if (config.storage().enabled()) {
      Rollout.checkTables(config, cluster.cassandraLogin());
    }
    ChangePlan plan = ChangePlan.of(cluster, running.get(), config);
    if (output.isJson()) {
      output.print(PlanDocument.of(plan));
      return;
    }
    plan.lines().forEach(System.out::println);
    if (config.storage().enabled()) {
      System.out.println("The tables that are there can take its rows.");
    }
    System.out.println("Both functions restart; records wait on the input topic meanwhile.");
  }
}
