package io.shardsteer.deploy.cli.reshard;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.control.Windows;
import io.shardsteer.common.steering.LayoutChange;
import io.shardsteer.common.store.LayoutMismatchException;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.PipelineArgument;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.ConfigPusher;
import io.shardsteer.deploy.cli.rollout.Progress;
import io.shardsteer.deploy.cli.rollout.StoredLayout;
import io.shardsteer.mover.MoveGate;
import io.shardsteer.mover.MoveListener;
import io.shardsteer.mover.MovePlan;
import io.shardsteer.mover.Resharding;
import io.shardsteer.mover.RowWindow;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves stored rows to where the present routing table puts them. */
@Command(
    name = "reshard",
    description = {
      "Move stored rows to where the present routing table puts them, and with --to-layout to tables of another layout, while records are routed and read.",
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
      names = "--to-layout",
      paramLabel = "ORDER",
      description =
          "Move every row to tables where rows lie by position, or by key, as FILE says under storage.row_order. Deploy FILE afterwards.")
  RowLayout.@Nullable RowOrder toLayout;

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
    Consumer<String> tell = output.isJson() ? System.err::println : System.out::println;
    if (toLayout == null) {
      move(cluster, config, Optional.empty(), tell);
      return ExitCodes.OK;
    }
    requireOrder(config, toLayout);
    PipelineConfig running = running(cluster, config);
    Optional<LayoutChange> change = StoredLayout.of(config, cluster).change(running);
    if (change.isEmpty()) {
      tell.accept("The rows of pipeline %s lie so already.".formatted(config.pipeline()));
    } else {
      move(cluster, running, change, tell);
    }
    return ExitCodes.OK;
  }

  private static void requireOrder(PipelineConfig config, RowLayout.RowOrder order) {
    if (config.storage().layout().rowOrder() != order) {
      String asked = order.name().toLowerCase(Locale.ROOT);
      throw new CommandException(
          "The pipeline file does not say storage.row_order: %s.\nWrite it there, with the primary key that rows are to get, and name the file."
              .formatted(asked));
    }
  }

  /** What the parts run with: its columns are those of the tables that are there. */
  private static PipelineConfig running(Cluster cluster, PipelineConfig config) {
    return new ConfigPusher(cluster, Duration.ZERO)
        .running(config)
        .map(cluster::place)
        .orElseThrow(
            () ->
                new CommandException(
                    "Pipeline %s was never deployed there, so it has no rows.\nCheck --service-url, or deploy it: `steer deploy FILE`"
                        .formatted(config.pipeline())));
  }

  private void move(
      Cluster cluster, PipelineConfig config, Optional<LayoutChange> change, Consumer<String> tell)
      throws PulsarClientException {
    try (PulsarClient client = cluster.client();
        PulsarAdmin admin = cluster.admin();
        CqlSession session = cluster.cassandra(config)) {
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
                  gate(config, tell),
                  change),
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
    } catch (LayoutMismatchException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
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
