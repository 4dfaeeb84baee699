package io.shardsteer.deploy.benchmarks;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.control.Controller;
import io.shardsteer.common.locate.Locator;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.FollowedHistory;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Starts on a topic that is a year old, one part after the other. */
final class YearStarts {
  private static final long HOUR = 3_600_000;

  private final PipelineConfig config;
  private final Path topic;
  private final double routerSeconds;
  private final double controllerSeconds;
  private final double readerSeconds;
  private final double heapMegabytes;

  YearStarts(int shards, Path topic, long endMillis) throws IOException {
    this.topic = topic;
    config =
        PipelineConfigs.fromYaml(
            """
            pipeline: year
            input_topic: year
            target_shard_count: %d
            feature_extraction_pipeline:
              - {kind: numeric, field: a}
            """
                .formatted(shards),
            "year.yaml");
    double before = usedMegabytes();
    long start = YearBenchmark.cpuNanos();
    RoutingSnapshot snapshot = start(RoutingSnapshot::of);
    routerSeconds = secondsSince(start);
    heapMegabytes = usedMegabytes() - before;
    if (snapshot.history().latest().effectiveFromMillis() < 0) {
      throw new IllegalStateException("The snapshot is what was measured.");
    }

    start = YearBenchmark.cpuNanos();
    Controller controller = start(history -> new Controller(config, history, List.of()));
    controller.start(endMillis);
    controllerSeconds = secondsSince(start);

    start = YearBenchmark.cpuNanos();
    PlacementContext context = start(PlacementContext::of);
    new Locator(PipelineFields.of(config), model -> Optional.empty())
        .locate(context, Predicate.EVERYTHING, new TimeRange(endMillis - HOUR, endMillis));
    readerSeconds = secondsSince(start);
  }

  private <T> T start(Function<RoutingHistory, T> part) throws IOException {
    var followed =
        new FollowedHistory(
            RoutingTable.initial(config.shards().targetShardCount()),
            obstacle -> {
              throw new IllegalStateException(obstacle);
            });
    YearTopic.read(topic, followed);
    return part.apply(followed.now());
  }

  private static double secondsSince(long startNanos) {
    return (YearBenchmark.cpuNanos() - startNanos) / 1e9;
  }

  private static double usedMegabytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (double) (1 << 20);
  }

  double routerSeconds() {
    return routerSeconds;
  }

  double controllerSeconds() {
    return controllerSeconds;
  }

  double readerSeconds() {
    return readerSeconds;
  }

  /** What a router holds of the history, with the models left out. */
  double heapMegabytes() {
    return heapMegabytes;
  }
}
