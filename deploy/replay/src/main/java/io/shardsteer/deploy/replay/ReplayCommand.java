package io.shardsteer.deploy.replay;

import io.shardsteer.common.config.InvalidConfigurationException;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.deploy.replay.loop.TrainerModels;
import io.shardsteer.deploy.replay.method.Baseline;
import io.shardsteer.deploy.replay.report.Charts;
import io.shardsteer.deploy.replay.report.JsonReport;
import io.shardsteer.deploy.replay.report.TableReport;
import io.shardsteer.trainer.ModelBuilder;
import io.shardsteer.trainer.training.H2oTrainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steer replay}: from command line to report. Needs no server. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Replays a recorded stream through shardsteer and the usual ways to shard, and compares"
          + " them.",
      "No server is needed; routers, metrics function and trainer run in simulated time."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ReplayCommand implements Callable<Integer> {
  private static final int MOST_SHARDS = 1_024;
  private static final Duration LONGEST_TRAINING = Duration.ofMinutes(10);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  private Path pipeline;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "A file in time order of CSV with a header line, JSON lines or Avro (plain or .gz), or"
              + " synthetic:NAME[:RECORDS].")
  private String data;

  @Option(
      names = "--shards",
      split = ",",
      paramLabel = "N",
      description = "Numbers of shards to try. Default: the pipeline's.")
  private List<Integer> shards = List.of();

  @Option(
      names = "--against",
      split = ",",
      defaultValue = "all",
      paramLabel = "METHOD",
      description =
          "all, none, or some of hash, key-hash, range, kd-fixed, kd-refit, two-choices,"
              + " bounded-load, self-labels, slices. Default: all.")
  private List<String> against;

  @Option(names = "--report", paramLabel = "FILE", description = "Also write the figures as JSON.")
  private @Nullable Path report;

  @Option(names = "--plots", paramLabel = "DIR", description = "Also draw PNG pictures.")
  private @Nullable Path plots;

  @Option(
      names = "--records",
      paramLabel = "COUNT",
      description = "Most records to replay. Default: all.")
  private long records = Integer.MAX_VALUE;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      paramLabel = "RATE",
      description =
          "Records a second of stream time, or recorded: at the times that time_field gives."
              + " Default: ${DEFAULT-VALUE}.")
  private String rate;

  @Option(
      names = "--real-time",
      description =
          "The same as --rate recorded: at the records' own times, gaps and bursts included.")
  private boolean realTime;

  @Option(
      names = "--training-seconds",
      paramLabel = "SECONDS",
      description =
          "Stream time that a training takes, for results that repeat exactly. Default: what it"
              + " really takes.")
  private @Nullable Double trainingSeconds;

  @Option(
      names = "--routers",
      defaultValue = "2",
      paramLabel = "COUNT",
      description = "Router instances that share the stream. Default: ${DEFAULT-VALUE}.")
  private int routers;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seeds everything random. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private CsvOption csv = new CsvOption();

  @Option(names = "--journal", description = "Also print every decision of the controller.")
  private boolean journal;

  /** Runs the command alone. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ReplayCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    try {
      PipelineConfig config = config();
      StreamReplay.Settings settings = settings(config);
      StreamReplay.Result result =
          new StreamReplay(
                  config, DataSource.parse(data, csv.trims()), settings, trainer(), progress())
              .run();
      show(result);
      return 0;
    } catch (InvalidConfigurationException | IllegalArgumentException | NoSuchFileException e) {
      String message = e instanceof NoSuchFileException ? "There is no file " : "";
      throw new ParameterException(spec.commandLine(), message + e.getMessage(), e);
    }
  }

  private PipelineConfig config() throws IOException {
    return PipelineConfigs.fromYaml(
        Files.readString(pipeline), String.valueOf(pipeline), this::beside);
  }

  private byte[] beside(String name) {
    try {
      return Files.readAllBytes(pipeline.resolveSibling(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StreamReplay.Settings settings(PipelineConfig config) {
    List<Integer> counts = shards.isEmpty() ? List.of(config.shards().targetShardCount()) : shards;
    check(
        counts.stream().allMatch(count -> count >= 1 && count <= MOST_SHARDS),
        "--shards takes numbers from 1 to %,d, but it is %s.".formatted(MOST_SHARDS, counts));
    check(records > 0, "--records must be at least 1, but it is %d.".formatted(records));
    check(
        routers >= 1 && routers <= 1_000,
        "--routers must be 1 to 1,000, but it is %d.".formatted(routers));
    check(
        trainingSeconds == null || (trainingSeconds >= 0 && trainingSeconds < 1e6),
        "--training-seconds must be at least 0, but it is %s.".formatted(trainingSeconds));
    return new StreamReplay.Settings(
        counts,
        baselines(),
        records,
        perSecond(),
        trainingSeconds == null ? OptionalDouble.empty() : OptionalDouble.of(trainingSeconds),
        routers,
        seed);
  }

  private void check(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private List<Baseline> baselines() {
    Set<Baseline> chosen = new LinkedHashSet<>();
    for (String label : against) {
      switch (label) {
        case "all" -> chosen.addAll(Arrays.asList(Baseline.values()));
        case "none" -> {}
        default -> chosen.add(Baseline.ofLabel(label));
      }
    }
    return List.copyOf(chosen);
  }

  private double perSecond() {
    if (realTime || rate.equals("recorded")) {
      return 0;
    }
    try {
      double perSecond = Double.parseDouble(rate);
      if (perSecond > 0 && perSecond <= 1e9) {
        return perSecond;
      }
    } catch (NumberFormatException e) {
      // Told below like a number out of range.
    }
    throw new IllegalArgumentException(
        "--rate must be records a second above 0 or 'recorded', but it is '%s'.".formatted(rate));
  }

  private static StreamReplay.Trainers trainer() {
    H2oTrainer h2o = H2oTrainer.start(LONGEST_TRAINING);
    return config -> new TrainerModels(new ModelBuilder(h2o)::build, config);
  }

  @SuppressWarnings("SystemConsoleNull") // on the JDK that this runs on it tells pipes from people
  private StreamReplay.Progress progress() {
    var err = spec.commandLine().getErr();
    boolean people = System.console() != null;
    return new StreamReplay.Progress() {
      private String last = "";

      @Override
      public void at(String step, double done) {
        if (people) {
          err.printf("\r\u001b[K%s %3.0f %%", step, 100 * done);
        } else if (!step.equals(last)) {
          err.println(step);
        }
        last = step;
        err.flush();
      }

      @Override
      public void end() {
        if (people) {
          err.print("\r\u001b[K");
          err.flush();
        }
      }
    };
  }

  private void show(StreamReplay.Result result) throws IOException {
    var out = spec.commandLine().getOut();
    out.print(TableReport.of(result.findings()));
    if (journal) {
      out.print(TableReport.journal(result.findings()));
    }
    out.flush();
    if (report != null) {
      JsonReport.write(result.findings(), report);
      out.println("Figures: " + report);
    }
    if (plots != null) {
      new Charts(plots, result.findings().pipeline(), StreamReplay.SHARDSTEER)
          .draw(result.findings(), result.coordinates());
      out.println("Pictures: " + plots);
    }
    out.flush();
  }
}
