package io.shardsteer.deploy.console;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.control.Controller;
import io.shardsteer.common.control.ControllerAction;
import io.shardsteer.common.message.ControllerCheckpoint.Corrections;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.DelayHistogram;
import io.shardsteer.common.message.HeavyKey;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.OrderKeySketch;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SketchedOrderKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The real controller on a synthetic stream that drifts, told to a history as its topics would. */
final class SteeredStream {
  static final String HOSTILE = "<img src=x onerror=\"document.title='injected'\">";
  private static final int PER_REPORT = 2_000;

  private final PipelineConfig config;
  private final PipelineHistory history;
  private final Controller controller;
  private final Random random;
  private final Map<Integer, Long> records = new HashMap<>();
  private final Map<Integer, Long> bytes = new HashMap<>();
  private RoutingHistory tables;
  private long nowMillis;
  private long sequence;
  private @Nullable TrainingOutcome outcome;

  SteeredStream(String name, int shards, long startMillis, long seed) {
    config =
        PipelineConfigs.fromYaml(
            """
            pipeline: %s
            input_topic: persistent://public/default/%s
            key_field: id
            feature_extraction_pipeline:
              - {kind: geo, name: place, latitude: lat, longitude: lon}
            queries:
              - {name: box, range: [lat, lon], selectivity: 1%%}
            target_shard_count: %d
            acceptable_shard_imbalance: 20%%
            storage: {enabled: false}
            pins: %s
            """
                .formatted(name, name, shards, shards == 4 ? "[{key: [a, b], shard: 3}]" : "[]"),
            "test");
    history = new PipelineHistory(config);
    random = new Random(seed);
    nowMillis = startMillis;
    tables = RoutingHistory.startingWith(RoutingTable.initial(shards));
    controller = new Controller(config, tables, List.of());
    obey(controller.start(nowMillis));
  }

  PipelineHistory history() {
    return history;
  }

  /** Lets some report intervals of five seconds go by. */
  SteeredStream run(int intervals) {
    for (int i = 0; i < intervals; i++) {
      nowMillis += 5_000;
      takeOutcome();
      report();
      history.accept(
          new QueryReport(
              "reader",
              nowMillis,
              20,
              1.6 + 6.0 / (1 + sequence / 12.0) + random.nextDouble() * 0.4,
              IntStream.range(0, tables.latest().shards().size())
                  .boxed()
                  .collect(
                      java.util.stream.Collectors.toMap(
                          s -> s, s -> 4 + random.nextDouble() * 9))));
      obey(controller.onTick(nowMillis));
    }
    return this;
  }

  /** A model is there with the next interval. */
  private void takeOutcome() {
    TrainingOutcome made = outcome;
    outcome = null;
    if (made != null) {
      history.accept(made);
      obey(controller.onOutcome(made, nowMillis));
    }
  }

  private void report() {
    RoutingTable table = tables.at(nowMillis);
    OrderKeySketch sketch = OrderKeySketch.forShards(table.shards().size());
    double centre = 0.5 + 0.32 * Math.sin(sequence / 40.0);
    for (int i = 0; i < PER_REPORT; i++) {
      double key =
          random.nextInt(3) == 0
              ? random.nextDouble()
              : Math.min(0.999999, Math.abs(centre + random.nextGaussian() * 0.11) % 1);
      sketch.add(key);
      int shard = table.shardOf(key);
      records.merge(shard, 1L, Long::sum);
      bytes.merge(shard, 180L + random.nextInt(40), Long::sum);
      if (i % 40 == 0) {
        history.accept(sample(key, shard, table));
      }
    }
    var report =
        new ShardReport(
            config.pipeline() + "-router/0",
            "one",
            sequence++,
            nowMillis,
            nowMillis,
            records,
            bytes,
            Map.of(),
            sequence > 10
                ? Map.of("unparsable", sequence / 3, "missing_key", sequence / 9)
                : Map.of(),
            SketchedOrderKeys.toText(sketch, 1_024, 0),
            table.model().version(),
            PER_REPORT,
            table.revision(),
            0,
            0,
            sequence * 40,
            HeavyKey.NONE,
            3 + random.nextDouble(),
            9 + random.nextDouble() * 6,
            DelayHistogram.of(new long[] {0, 5, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0.2),
            40 + random.nextInt(60));
    history.accept(report);
    obey(controller.onReport(report, nowMillis));
  }

  /** Places along a spiral, so that neighbours in the order are neighbours on the map. */
  private Sample sample(double key, int shard, RoutingTable table) {
    double turn = key * 5.2;
    double radius = 0.04 + 0.1 * key;
    return new Sample(
        Map.of(
            "lat", 37.6 + radius * Math.sin(turn) + random.nextGaussian() * 0.012,
            "lon", -122.2 + 1.25 * radius * Math.cos(turn) + random.nextGaussian() * 0.015),
        "k",
        1,
        shard,
        key,
        table.revision(),
        200,
        40,
        nowMillis);
  }

  private void obey(List<ControllerAction> actions) {
    for (ControllerAction action : actions) {
      if (action instanceof ControllerAction.PublishTable publish) {
        tables = tables.followedBy(publish.table(), nowMillis);
        history.table(publish.table(), nowMillis);
      } else if (action instanceof ControllerAction.LogDecision log) {
        history.accept(log.entry());
      } else if (action instanceof ControllerAction.RequestRetrain request) {
        outcome = train(request.request());
      }
    }
  }

  private TrainingOutcome train(RetrainRequest request) {
    var model =
        new ModelRef(
            request.modelVersion(),
            "function://public/default/%s-model@v%d"
                .formatted(config.pipeline(), request.modelVersion()),
            "0".repeat(64));
    List<Double> quantiles = IntStream.rangeClosed(0, 4096).mapToObj(i -> i / 4096.0).toList();
    TrainingOutcome made =
        new TrainingOutcome.Candidate(
            request.id(),
            model,
            IntStream.range(0, config.shards().targetShardCount()).boxed().toList(),
            quantiles,
            List.of(),
            Map.of("predicted_imbalance", 1.02, "predicted_fan_out", 2.4, "r2", 0.93),
            1_840);
    return made;
  }

  /** An operator has paused, a candidate waits, a record was rejected that means harm. */
  SteeredStream withEverything() {
    RoutingTable table = tables.latest();
    history.accept(
        new ControllerStatus(
            nowMillis,
            table.revision(),
            table.model().version(),
            table.effectiveFromMillis(),
            "settled",
            0,
            "",
            "",
            List.of(),
            List.of(
                new ControllerStatus.WaitingCandidate(
                    "c1",
                    table.model().version() + 1,
                    nowMillis,
                    nowMillis + 3_600_000,
                    Map.of("size_imbalance", 1.081, "fan_out", 2.9),
                    Map.of("size_imbalance", 1.02, "fan_out", 2.1, "movement", 0.18))),
            1,
            0,
            sequence * 40,
            List.of(),
            "customer " + HOSTILE,
            Map.of(),
            new ControllerStatus.Rows(
                "automatic", "copying", 2, table.revision(), 9_000, 4_500, 0, ""),
            Corrections.NONE));
    for (int i = 0; i < 4; i++) {
      history.accept(
          new PipelineHistory.RejectedRecord(
              nowMillis - i * 7_000L,
              "unparsable",
              "Not a JSON object (byte 0): " + HOSTILE,
              "{\"id\":\"" + HOSTILE + "\", \"lat\": 37."));
    }
    return this;
  }
}
