package io.shardsteer.deploy.cli.reshard;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.control.Windows;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.PipelineArgument;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.Progress;
import io.shardsteer.mover.MoveGate;
import io.shardsteer.mover.MoveListener;
import io.shardsteer.mover.MovePlan;
import io.shardsteer.mover.Resharding;
import io.shardsteer.mover.RowWindow;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves stored rows to where the present routing table puts them. */
@Command(
    name = "reshard",
    description = {
      "Move stored rows to where the present routing table puts them, while records are routed and read.",
      "It may be ended at any moment: run again, it goes on where it was. Shows its plan before it begins."
    })
public final class ReshardCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin PipelineArgument pipeline = new PipelineArgument();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(names = "--plan", description = "Show what would be moved, and move nothing.")
  boolean planOnly;

  @Option(
      names = "--rate",
      paramLabel = "ROWS",
      defaultValue = "2000",
      description =
          "Most rows that are copied, or deleted, in a second; default: ${DEFAULT-VALUE}.")
  double rowsPerSecond = 2_000;

  @Option(
      names = "--lag",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "Records published within this time before the start stay where they are; more than publishers' clocks and retries may be late. Default: ${DEFAULT-VALUE}.")
  int lagSeconds = 60;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "How long routers may take to answer and to work off their input; default: ${DEFAULT-VALUE}.")
  int waitSeconds = 120;

  @Option(
      names = "--now",
      description = "Move rows at any time, also outside of the windows of the pipeline file.")
  boolean atAnyTime;

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() throws PulsarClientException {
    if (!(rowsPerSecond > 0) || lagSeconds < 0) {
      throw new CommandException(
          "--rate %s and --lag %d cannot be used.\nGive a rate above 0 and a lag of 0 and up."
              .formatted(rowsPerSecond, lagSeconds));
    }
    Cluster cluster = options.cluster();
    PipelineConfig config = pipeline.on(cluster);
    if (!config.storage().enabled()) {
      throw new CommandException(
          "Pipeline %s stores no rows (storage.enabled is false), so there are none to move."
              .formatted(config.pipeline()));
    }
    try (PulsarClient client = cluster.client();
        PulsarAdmin admin = cluster.admin();
        CqlSession session = cluster.cassandra(config)) {
      Consumer<String> tell = output.isJson() ? System.err::println : System.out::println;
      var resharding =
          new Resharding(
              client,
              admin,
              session,
              config,
              new Resharding.Options(
                  rowsPerSecond,
                  Duration.ofSeconds(lagSeconds),
                  Duration.ofSeconds(waitSeconds),
                  gate(config, tell)),
              new MoveLines(tell));
      if (planOnly) {
        MovePlan plan = resharding.plan();
        if (output.isJson()) {
          output.print(MoveDocument.of(plan));
        } else {
          plan.lines(rowsPerSecond).forEach(System.out::println);
        }
      } else {
        resharding.run();
      }
    }
    return ExitCodes.OK;
  }

  private MoveGate gate(PipelineConfig config, Consumer<String> tell) {
    return atAnyTime
        ? () -> {}
        : new RowWindow(new Windows(config.control().windows()), Clock.systemUTC(), tell);
  }

  /** How it goes, as lines for people. */
  private record MoveLines(Consumer<String> tell) implements MoveListener {
    @Override
    public void says(String line) {
      tell.accept(line);
    }

    @Override
    public Pass begins(String verb, long rows) {
      var progress = new Progress(verb, "rows", rows, tell);
      return new Pass() {
        @Override
        public void add(long more) {
          progress.add(more);
        }

        @Override
        public void end() {
          progress.end();
        }
      };
    }
  }
}
