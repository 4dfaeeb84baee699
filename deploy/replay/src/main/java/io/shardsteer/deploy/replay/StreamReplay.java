package io.shardsteer.deploy.replay;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.feature.QueryDimensions;
import io.shardsteer.common.record.EpochTime;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.deploy.replay.loop.ModelMaker;
import io.shardsteer.deploy.replay.loop.Pacing;
import io.shardsteer.deploy.replay.loop.SimulatedLoop;
import io.shardsteer.deploy.replay.measure.AnsweredQueries;
import io.shardsteer.deploy.replay.measure.Measured;
import io.shardsteer.deploy.replay.measure.Measurement;
import io.shardsteer.deploy.replay.method.Baseline;
import io.shardsteer.deploy.replay.method.Trial;
import io.shardsteer.deploy.replay.report.Findings;
import io.shardsteer.deploy.replay.stream.BadRows;
import io.shardsteer.deploy.replay.stream.Coordinates;
import io.shardsteer.deploy.replay.stream.Recording;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;

/**
 * Replays one stream through shardsteer and the usual alternatives with each number of shards, and
 * measures them all alike.
 */
public final class StreamReplay {
  /** The name of shardsteer among the methods. */
  public static final String SHARDSTEER = "shardsteer";

  /** Declared queries are answered over these last shares of the stream. */
  private static final double[] WINDOWS = {0.25, 0.05};

  /** Larger epoch numbers are milliseconds. */

  /**
   * How to replay.
   *
   * @param shards numbers of shards to try
   * @param against alternatives to try
   * @param records most records
   * @param perSecond records in a second of stream time; 0: at their recorded times
   * @param trainingSeconds stream time that a training takes; empty: as long as it really takes
   * @param routers router instances
   * @param seed of everything random
   */
  public record Settings(
      List<Integer> shards,
      List<Baseline> against,
      long records,
      double perSecond,
      OptionalDouble trainingSeconds,
      int routers,
      long seed) {
    public Settings {
      shards = List.copyOf(shards);
      against = List.copyOf(against);
    }
  }

  /** Told how it goes on. */
  public interface Progress {
    /**
     * @param step what is being done
     * @param done part of it that is done, [0,1]
     */
    void at(String step, double done);

    /** Told once at the end. */
    default void end() {}
  }

  /** Makes a fresh trainer for a pipeline. */
  public interface Trainers {
    ModelMaker trainerOf(PipelineConfig config);
  }

  private final PipelineConfig config;
  private final DataSource data;
  private final Settings settings;
  private final Trainers trainers;
  private final Progress progress;
  private final FieldPaths paths;
  private final QueryDimensions dimensions;
  private final QueryDimensions arriving;

  public StreamReplay(
      PipelineConfig config,
      DataSource data,
      Settings settings,
      Trainers trainers,
      Progress progress) {
    this.config = config;
    this.data = data;
    this.settings = settings;
    this.trainers = trainers;
    this.progress = progress;
    paths = PipelineFields.of(config);
    dimensions = QueryDimensions.of(config.queries(), paths);
    arriving = knownAtArrival();
  }

  /** What a replay found, and the stream that it was found on. */
  public record Result(Findings findings, Coordinates coordinates) {}

  /**
   * @throws IllegalArgumentException if the data has no records or not the pipeline's fields
   */
  public Result run() throws IOException {
    progress.at("reading " + data.name(), 0);
    BadRows badRows = new BadRows();
    Recording recording = data.read(config, paths, settings.records(), settings.seed(), badRows);
    if (recording.size() == 0) {
      throw new IllegalArgumentException("%s has no records.".formatted(data.name()));
    }
    Coordinates coordinates = coordinates(recording, dimensions);
    Coordinates known = arriving == dimensions ? coordinates : coordinates(recording, arriving);
    List<AnsweredQueries> queries = queries(recording, coordinates);
    List<Measured> results = new ArrayList<>();
    for (int shards : settings.shards()) {
      results.addAll(measure(recording, known, queries, shards));
    }
    progress.end();
    badRows.remarks().forEach(System.err::println);
    Findings findings =
        new Findings(
            config.pipeline(),
            data.name(),
            recording.size(),
            badRows.count(),
            badRows.first(),
            settings.perSecond(),
            seconds(pacing(recording), recording.size()),
            settings.seed(),
            results);
    return new Result(findings, coordinates);
  }

  private Coordinates coordinates(Recording recording, QueryDimensions of) {
    Coordinates coordinates = new Coordinates(of.size(), recording.size());
    FieldValues values = new FieldValues(paths);
    double[] point = new double[of.size()];
    for (int record = 0; record < recording.size(); record++) {
      recording.read(record, values);
      of.extract(values, point);
      coordinates.set(record, point);
    }
    return coordinates;
  }

  /**
   * What a method may go by: the queried fields or, where one of them is an outcome, the fields of
   * the features.
   */
  private QueryDimensions knownAtArrival() {
    if (config.outcomes().isNone()) {
      return dimensions;
    }
    return QueryDimensions.of(
        config.featureExtractionPipeline().stream()
            .flatMap(feature -> feature.fields().stream())
            .map(field -> new QueryTemplate.Range(field, 0, 1))
            .map(range -> new QueryTemplate(range.field(), 1, List.of(range)))
            .toList(),
        paths);
  }

  private List<AnsweredQueries> queries(Recording recording, Coordinates coordinates) {
    progress.at("drawing queries", 0);
    return config.queries().stream()
        .flatMap(
            template ->
                Arrays.stream(WINDOWS)
                    .mapToObj(
                        window ->
                            AnsweredQueries.draw(
                                template,
                                dimensions,
                                coordinates,
                                recording.size(),
                                window,
                                settings.seed())))
        .toList();
  }

  private List<Measured> measure(
      Recording recording, Coordinates known, List<AnsweredQueries> queries, int shards) {
    PipelineConfig configured = withShards(shards);
    Trial trial =
        new Trial(
            recording,
            known,
            arriving.dimensions().stream().map(QueryDimensions.Dimension::field).toList(),
            config.input().keyField(),
            config.shards().keepKeyTogether(),
            shards,
            config.shards().load(),
            settings.routers(),
            settings.seed());
    Pacing pacing = pacing(recording);
    Measurement measurement =
        new Measurement(
            trial,
            configured.shards().fairShares(),
            queries,
            data.jumps(),
            perSecond(pacing, recording.size()));
    List<Measured> results = new ArrayList<>();
    for (Baseline baseline : settings.against()) {
      if (baseline.suits(trial)) {
        results.add(
            measurement.run(
                baseline.label(), baseline.start(trial), told(baseline.label(), trial)));
      }
    }
    SimulatedLoop loop =
        new SimulatedLoop(
            trial, configured, pacing, trainers.trainerOf(configured), settings.trainingSeconds());
    results.add(measurement.run(SHARDSTEER, loop, told(SHARDSTEER, trial)));
    return results;
  }

  private IntConsumer told(String method, Trial trial) {
    String step = "%s, %d shards".formatted(method, trial.shards());
    return record -> progress.at(step, (double) record / trial.recording().size());
  }

  private Pacing pacing(Recording recording) {
    if (settings.perSecond() > 0) {
      return Pacing.constant(settings.perSecond());
    }
    String timeField = config.input().timeField();
    if (timeField.isEmpty()) {
      throw new IllegalArgumentException(
          "The pipeline names no time_field, so there are no recorded times.%nName it, or replay at a rate of records a second: --rate 1000."
              .formatted());
    }
    return Pacing.recorded(times(recording, timeField));
  }

  /** The records' own times, read as a time feature would read them. */
  private double[] times(Recording recording, String timeField) {
    EpochTime time = EpochTime.of(paths.slot(timeField), TimeUnit.AUTO, ZoneOffset.UTC);
    FieldValues values = new FieldValues(paths);
    double[] seconds = new double[recording.size()];
    for (int record = 0; record < seconds.length; record++) {
      recording.read(record, values);
      seconds[record] = time.seconds(values);
    }
    if (Arrays.stream(seconds).allMatch(Double::isNaN)) {
      throw new IllegalArgumentException(
          "No record has a time in field '%s' that can be read, so there are no recorded times.%nWrite them like 2014-06-01T08:14:30Z or as a number since 1970, or replay at a rate: --rate 1000."
              .formatted(timeField));
    }
    return seconds;
  }

  private static double perSecond(Pacing pacing, int records) {
    return records / Math.max(seconds(pacing, records), 1e-3);
  }

  private static double seconds(Pacing pacing, int records) {
    return (pacing.millis(records - 1) - pacing.millis(0)) / 1e3;
  }

  private PipelineConfig withShards(int count) {
    return config.with(config.shards().withCount(count));
  }
}
