package io.shardsteer.deploy.cli.demo;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.deploy.cli.console.ServedConfigurations;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.query.ExplainedLocations;
import io.shardsteer.deploy.cli.rollout.BuiltJars;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.LivePush;
import io.shardsteer.deploy.cli.rollout.LocalTrainer;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.rollout.Rollout;
import io.shardsteer.deploy.cli.rollout.Workplace;
import io.shardsteer.deploy.console.Access;
import io.shardsteer.deploy.console.Console;
import io.shardsteer.deploy.replay.CsvOption;
import io.shardsteer.deploy.stack.LocalStack;
import io.shardsteer.deploy.stack.ProcessGroup;
import io.shardsteer.deploy.stack.Stack;
import io.shardsteer.deploy.stack.containers.ContainerStack;
import io.shardsteer.deploy.stack.containers.Images;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.api.PulsarClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the whole thing working on a real stream and real servers, from nothing to nothing. */
@Command(
    name = "demo",
    description = {
      "Start Pulsar and Cassandra, deploy a pipeline, publish a recorded stream to it and count what came of it.",
      "Fails if a record is lost, doubled or misplaced. Leaves nothing behind."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int CONSOLE_PORT = 8088;
  private static final long QUICK_RECORDS = 20_000;
  private static final Duration PUSH_PATIENCE = Duration.ofMinutes(1);

  @Mixin HelpOption help = new HelpOption();

  @Mixin CsvOption csv = new CsvOption();

  @Option(
      names = "--records",
      paramLabel = "COUNT",
      defaultValue = "100000",
      description = {
        "Least records that are published, where the stream has them; default: ${DEFAULT-VALUE}, with --quick 20000.",
        "The demo goes on until a second model has routed a quarter of the stream."
      })
  long records = 100_000;

  @Option(
      names = "--rate",
      paramLabel = "PER-SECOND",
      defaultValue = "1000",
      description =
          "Most records published in a second, fewer where the routers are slower; default: ${DEFAULT-VALUE}.")
  int rate = 1_000;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Stream in time order: CSV with a header line, JSON lines or Avro, plain or .gz; default: the bundled bike trips.")
  @Nullable Path data;

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description = "Pipeline file; default: the bundled pipelines/bikes.yaml.")
  @Nullable Path pipeline;

  @Option(
      names = "--parallelism",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "Instances of the router; default: ${DEFAULT-VALUE}.")
  int parallelism = 1;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the summary as JSON too.")
  @Nullable Path report;

  @Option(names = "--keep", description = "Leave everything running; `steer down` ends it.")
  boolean keep;

  @Option(
      names = "--quick",
      description = "End once the first model has routed a quarter of the stream.")
  boolean quick;

  @Option(
      names = "--containers",
      description = "Run the servers in containers instead of as processes; needs an engine.")
  boolean containers;

  @Option(
      names = "--console",
      description = "Serve the console at http://127.0.0.1:8088/ while the demo runs.")
  boolean console;

  @Option(
      names = "--follow",
      description = {
        "Afterwards, let stored rows follow the order by themselves, and ask over all time again.",
        "Takes up to 15 minutes more."
      })
  boolean follow;

  private final Screen screen = Screen.standard();

  @Override
  public Integer call() throws IOException {
    requirePositive("--records", records);
    requirePositive("--rate", rate);
    requirePositive("--parallelism", parallelism);
    Workplace workplace = Workplace.find();
    Path stream = data == null ? workplace.installation().shipped("data/bikes.csv.gz") : data;
    Path pipelineFile =
        pipeline == null ? workplace.installation().shipped("pipelines/bikes.yaml") : pipeline;
    PipelineConfig read = PipelineFile.read(pipelineFile);
    // What is wrong with the stream shows before servers are started.
    RecordedStream.open(stream, read.input(), csv.trims()).close();
    if (!read.storage().enabled() || !read.storage().layout().payloadColumn()) {
      throw new CommandException(
          "%s stores no rows or no payloads, and the demo counts and queries them.\nSet storage.enabled and storage.payload_column to true."
              .formatted(pipelineFile));
    }
    Stack stack = start(workplace);
    try {
      Summary summary = run(workplace, stack, read, stream);
      SummaryText.lines(summary).forEach(screen::say);
      write(summary);
      if (keep) {
        workplace.remember(read);
        screen.say("Everything is still running: `steer status`, `steer down`.");
      }
      return summary.passed() ? 0 : 1;
    } catch (OperationException e) {
      throw withTroubles(e, stack);
    } finally {
      if (!keep) {
        LocalTrainer.stop(trainerFolder(workplace, stack, read));
        stack.close();
      }
    }
  }

  /** What failed may have failed for a server that hangs or has ended. */
  private static OperationException withTroubles(OperationException failure, Stack stack) {
    List<String> troubles = stack.troubles();
    return troubles.isEmpty()
        ? failure
        : new CommandException(
            "%s%n%s".formatted(failure.getMessage(), String.join("\n", troubles)), failure);
  }

  private Stack start(Workplace workplace) {
    Path folder = workplace.folder().resolve("demo-" + ProcessHandle.current().pid());
    if (containers) {
      if (keep) {
        throw new CommandException(
            "Containers end with the demo, so --keep and --containers do not go together.\nLeave one out.");
      }
      return ContainerStack.start(folder, Images.fromProperties(), screen::say);
    }
    return LocalStack.start(keep ? keptStack(workplace) : ownedStack(folder));
  }

  private LocalStack.Options ownedStack(Path folder) {
    return LocalStack.Options.owned(folder).telling(screen::say);
  }

  private LocalStack.Options keptStack(Workplace workplace) {
    if (LocalStack.find(workplace.stackFolder()).filter(LocalStack::isRunning).isPresent()) {
      throw new CommandException(
          "A local stack is up already, and a demo that is kept takes its place.\nRun `steer down` first.");
    }
    return LocalStack.Options.owned(workplace.stackFolder()).detached().telling(screen::say);
  }

  private Summary run(Workplace workplace, Stack stack, PipelineConfig read, Path stream)
      throws IOException {
    Cluster cluster = Cluster.of(stack);
    PipelineConfig config = cluster.place(read);
    Path commands = stack.folder().resolve("commands.sh");
    Rollout.Artifacts built = workplace.artifacts();
    Path rendered = keep ? built.rendered() : stack.folder().resolve("functions");
    new Rollout(
            cluster,
            new Rollout.Artifacts(built.functionJar(), built.templates(), rendered),
            screen::say,
            command -> note(commands, command))
        .deploy(config, parallelism);
    LocalTrainer trainer =
        new LocalTrainer(
            BuiltJars.trainer(workplace.installation()), trainerFolder(workplace, stack, read));
    ProcessGroup process =
        trainer.restart(
            cluster, config, keep ? ProcessGroup.Life.DETACHED : ProcessGroup.Life.OWNED);
    if (!keep) {
      Runtime.getRuntime().addShutdownHook(new Thread(process::kill, "trainer-end"));
    }
    screen.say("Trainer: started");
    long most = quick ? Math.min(records, QUICK_RECORDS) : records;
    FollowingRows following =
        follow
            ? new FollowingRows(
                cluster,
                config,
                new LivePush(
                    cluster,
                    new Rollout.Artifacts(built.functionJar(), built.templates(), rendered),
                    PUSH_PATIENCE,
                    screen::say),
                screen)
            : null;
    Demo demo =
        new Demo(cluster, config, quick ? DemoGoal.QUICK : DemoGoal.FULL, following, screen);
    if (!console) {
      return demo.run(stream, csv.trims(), most, rate, parallelism);
    }
    try (PulsarClient client = cluster.client();
        Console shown =
            Console.start(
                client,
                List.of(config),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), CONSOLE_PORT),
                Access.open(),
                Optional.empty(),
                new ExplainedLocations(cluster),
                new ServedConfigurations(cluster))) {
      screen.say("Console: http://127.0.0.1:%d/".formatted(shown.port()));
      return demo.run(stream, csv.trims(), most, rate, parallelism);
    }
  }

  private Path trainerFolder(Workplace workplace, Stack stack, PipelineConfig config) {
    return keep ? workplace.trainerFolder(config.pipeline()) : stack.folder().resolve("trainer");
  }

  /** Commands that people want to read are shown, all can be read in a file. */
  private void note(Path file, String command) {
    if (command.contains(" functions ")) {
      screen.say("  $ " + command);
    }
    try {
      Files.writeString(
          file,
          command + "\n",
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new CommandException("%s cannot be written: %s".formatted(file, e), e);
    }
  }

  private void write(Summary summary) {
    if (report == null) {
      return;
    }
    try {
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValue(report.toFile(), summary);
      screen.say("The same as JSON: " + report);
    } catch (IOException e) {
      throw new CommandException(
          "The report %s cannot be written: %s\nName a file in a folder that exists."
              .formatted(report, e.getMessage()),
          e);
    }
  }

  private static void requirePositive(String option, long value) {
    if (value < 1) {
      throw new CommandException("%s is %d.\nGive at least 1.".formatted(option, value));
    }
  }
}
