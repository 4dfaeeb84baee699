package io.shardsteer.deploy.cli;

import io.shardsteer.common.change.ConfigChanges;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.output.PlanDocument;
import io.shardsteer.deploy.cli.plan.ChangePlan;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.ConfigPusher;
import io.shardsteer.deploy.cli.rollout.ConfigPusher.Outcome;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.rollout.Rollout;
import io.shardsteer.deploy.cli.rollout.Workplace;
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

/** Gives the running parts of a pipeline a new configuration. */
@Command(
    name = "push-config",
    description = {
      "Give the running routers, controller and trainer a new configuration, without a restart.",
      "Topics and tables of more shards are created first. A configuration that not every part can go over to is",
      "refused as a whole; --plan shows what would change, and changes nothing."
    })
final class PushConfigCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Parameters(paramLabel = "FILE", description = "Pipeline file (YAML).")
  @Nullable Path file;

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(names = "--plan", description = "Show what would change, and change nothing.")
  boolean planOnly;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "How long answers are waited for; default: ${DEFAULT-VALUE}.")
  int seconds = 15;

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    Path pipelineFile = Objects.requireNonNull(file);
    PipelineConfig read = PipelineFile.read(pipelineFile);
    Cluster cluster = options.cluster();
    PipelineConfig config = cluster.place(read);
    var pusher = new ConfigPusher(cluster, Duration.ofSeconds(seconds));
    PipelineConfig running =
        pusher
            .running(config)
            .orElseThrow(
                () ->
                    new CommandException(
                        "Pipeline %s is not deployed there.\nDeploy it first: `steer deploy FILE`"
                            .formatted(config.pipeline())));
    Optional<String> obstacle = ConfigChanges.between(running, config).obstacle();
    if (planOnly) {
      ChangePlan plan = ChangePlan.of(cluster, running, config);
      if (output.isJson()) {
        output.print(PlanDocument.of(plan));
      } else {
        plan.lines().forEach(System.out::println);
        obstacle.ifPresent(why -> System.out.println("It cannot be pushed:\n" + why));
      }
      return obstacle.isEmpty() ? Steer.OK : Steer.FAILED;
    }
    if (obstacle.isPresent()) {
      throw new CommandException("Nothing was changed.\n" + obstacle.get());
    }
    Workplace workplace = Workplace.find();
    new Rollout(cluster, workplace.artifacts(), this::say, command -> say("  $ " + command))
        .prepare(config);
    Outcome outcome = pusher.push(config, this::print);
    if (output.isJson()) {
      output.print(PlanDocument.of(config.pipeline(), outcome));
    }
    outcome.silent().forEach(part -> say("  %-10s SILENT for %d s".formatted(part, seconds)));
    if (outcome.isApplied()) {
      say("Every part of pipeline %s runs with it.".formatted(config.pipeline()));
      workplace.remember(read);
      return Steer.OK;
    }
    if (outcome.isRefused()) {
      takeBack(pusher, running);
    } else {
      say("Who is silent goes by it when it starts: `steer status`");
    }
    return Steer.FAILED;
  }

  /** No part is to run with what another one has refused. */
  private void takeBack(ConfigPusher pusher, PipelineConfig running) {
    say("Pushes the former configuration again:");
    Outcome back = pusher.push(running, this::print);
    say(
        back.isRefused()
            ? "Parts of pipeline %s run with different configurations.\nDeploy one of them: `steer deploy FILE`"
                .formatted(running.pipeline())
            : "Pipeline %s runs as before.\nMend what was refused and push again."
                .formatted(running.pipeline()));
  }

  private void print(ConfigAnswer answer) {
    say(
        "  %-10s %s: %s"
            .formatted(
                answer.part(), answer.accepted() ? "accepted" : "REFUSED", answer.message()));
  }

  /** Standard output is kept for the document where one is wanted. */
  private void say(String line) {
    (output.isJson() ? System.err : System.out).println(line);
  }
}
