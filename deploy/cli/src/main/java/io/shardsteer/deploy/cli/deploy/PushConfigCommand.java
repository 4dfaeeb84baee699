package io.shardsteer.deploy.cli.deploy;

import io.shardsteer.common.change.ConfigChanges;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.ReasonOption;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.plan.ChangePlan;
import io.shardsteer.deploy.cli.plan.PlanDocument;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.ConfigPusher.Outcome;
import io.shardsteer.deploy.cli.rollout.LivePush;
import io.shardsteer.deploy.cli.rollout.Operator;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
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
public final class PushConfigCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Parameters(paramLabel = "FILE", description = "Pipeline file (YAML).")
  @Nullable Path file;

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(names = "--plan", description = "Show what would change, and change nothing.")
  boolean planOnly;

  @Mixin ReasonOption reason = new ReasonOption();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "How long answers are waited for; default: ${DEFAULT-VALUE}.")
  int seconds = 15;

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    PipelineConfig read = PipelineFile.read(Objects.requireNonNull(file));
    Cluster cluster = options.cluster();
    PipelineConfig config = cluster.place(read);
    Workplace workplace = Workplace.find();
    var push = new LivePush(cluster, workplace.artifacts(), Duration.ofSeconds(seconds), this::say);
    PipelineConfig running = push.running(config);
    if (planOnly) {
      return plan(cluster, running, config);
    }
    Outcome outcome = push.push(running, config, Operator.wants(reason.text()));
    if (output.isJson()) {
      output.print(PlanDocument.of(config.pipeline(), outcome));
    }
    if (outcome.isApplied()) {
      workplace.remember(read);
    }
    return outcome.isApplied() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private int plan(Cluster cluster, PipelineConfig running, PipelineConfig config) {
    Optional<String> obstacle = ConfigChanges.between(running, config).obstacle();
    ChangePlan plan = ChangePlan.of(cluster, running, config);
    if (output.isJson()) {
      output.print(PlanDocument.of(plan));
    } else {
      plan.lines().forEach(System.out::println);
      obstacle.ifPresent(why -> System.out.println("It cannot be pushed:\n" + why));
    }
    return obstacle.isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  /** Standard output is kept for the document where one is wanted. */
  private void say(String line) {
    (output.isJson() ? System.err : System.out).println(line);
  }
}
