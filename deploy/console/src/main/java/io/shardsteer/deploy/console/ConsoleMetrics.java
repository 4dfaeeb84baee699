package io.shardsteer.deploy.console;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.DelayHistogram;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.steering.RoutingTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Prometheus scrapes: the present state of all pipelines, made anew for each scrape. At most
 * three series a shard and 100 more a pipeline. Thread-safe.
 */
final class ConsoleMetrics {
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  /** Router instances, kinds or reasons with series of their own; the others are summed up. */
  static final int MOST_LABELS = 12;

  static final String OTHER = "other";

  private static final String PUBLISH_TO_STORED = "shardsteer_publish_to_stored_seconds";

  /** What Prometheus makes of a metric. */
  enum Type {
    GAUGE,
    COUNTER,
    HISTOGRAM
  }

  /**
   * A metric.
   *
   * @param name without {@code _total}
   * @param labels besides {@code pipeline}
   */
  record Metric(String name, Type type, String labels, String help) {}

  static final List<Metric> METRICS =
      List.of(
          gauge(
              "shardsteer_pipeline_followed",
              "",
              "0: the console can no longer read the pipeline's topics and says nothing of it."),
          gauge("shardsteer_shard_records", "shard", "Records in the shard."),
          gauge("shardsteer_shard_bytes", "shard", "Payload bytes in the shard."),
          gauge(
              "shardsteer_shard_read_p99_seconds",
              "shard",
              "99 % of the shard's pages came within this, last minute."),
          gauge("shardsteer_shards", "", "Shards that take records."),
          gauge(
              "shardsteer_imbalance_ratio",
              "",
              "(Largest - smallest shard) / fair shard, by the load that is kept even."),
          gauge(
              "shardsteer_acceptable_imbalance_ratio",
              "",
              "Imbalance above which a new model is asked for."),
          gauge("shardsteer_fan_out_shards", "", "Mean shards that a query reads, last minute."),
          counter("shardsteer_queries", "", "Queries that readers have told of."),
          counter("shardsteer_records_routed", "", "Records that routers have stored."),
          counter("shardsteer_bytes_routed", "", "Payload bytes that routers have stored."),
          counter("shardsteer_rejects", "reason", "Records sent to the dead letters."),
          counter("shardsteer_late_records", "", "Records routed by a table no longer in force."),
          gauge("shardsteer_late_tables", "", "Late uses of tables that readers must know."),
          gauge("shardsteer_routing_revision", "", "Newest routing table."),
          gauge("shardsteer_routing_tables", "", "Routing tables in the history."),
          gauge("shardsteer_order_resolution_bits", "", "Bits of a position that are compared."),
          gauge(
              "shardsteer_model_version", "model", "Version of the model that routes; 0: hashing."),
          gauge(
              "shardsteer_model_since_timestamp_seconds",
              "model",
              "Publish time from which on the model routes."),
          counter("shardsteer_decisions", "kind", "Decisions of the controller."),
          counter("shardsteer_trainings", "outcome", "Trainings that have ended."),
          gauge("shardsteer_training_seconds", "", "How long the last candidate took."),
          gauge(
              "shardsteer_training_in_flight_seconds",
              "",
              "How long a requested model has been waited for; 0: none is."),
          new Metric(
              PUBLISH_TO_STORED,
              Type.HISTOGRAM,
              "",
              "From a record's publish time until it was durable."),
          gauge("shardsteer_router_in_flight", "instance", "Records read and not yet durable."),
          gauge(
              "shardsteer_router_write_p50_seconds",
              "instance",
              "Half of the rows were durable within this."),
          gauge(
              "shardsteer_router_write_p99_seconds",
              "instance",
              "99 % of the rows were durable within this."),
          gauge("shardsteer_router_report_age_seconds", "instance", "Time since the last report."),
          gauge("shardsteer_in_flight_limit", "", "Most records in flight of one router."),
          gauge("shardsteer_controller_status_age_seconds", "", "Time since its last status."),
          gauge("shardsteer_lag_seconds", "", "How far the slowest router is behind its stream."),
          gauge("shardsteer_paused", "what", "1: an operator has frozen it."),
          gauge("shardsteer_candidates_waiting", "", "Models that wait for approval."));

  private static Metric gauge(String name, String labels, String help) {
    return new Metric(name, Type.GAUGE, labels, help);
  }

  private static Metric counter(String name, String labels, String help) {
    return new Metric(name, Type.COUNTER, labels, help);
  }

  private final Map<String, ConsolePipeline> pipelines;
  private final Clock clock;

  ConsoleMetrics(Map<String, ConsolePipeline> pipelines, Clock clock) {
    this.pipelines = pipelines;
    this.clock = clock;
  }

  /** The scrape's answer. */
  byte[] text() {
    var out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, snapshots());
    } catch (IOException e) {
      throw new IllegalStateException("Memory can be written.", e);
    }
    return out.toByteArray();
  }

  /** Points by metric name, in the table's order. */
  private static final class Points {
    private final Map<String, List<Point>> byName = new LinkedHashMap<>();
    private final Map<Labels, DelayHistogram> delays = new LinkedHashMap<>();

    Points() {
      METRICS.forEach(metric -> byName.put(metric.name(), new ArrayList<>()));
    }

    void add(String name, double value, String... labels) {
      List<Point> points = byName.get(name);
      if (points == null) {
        throw new IllegalStateException("Not in the table of metrics: " + name);
      }
      if (Double.isFinite(value)) {
        points.add(new Point(Labels.of(labels), value));
      }
    }
  }

  private record Point(Labels labels, double value) {}

  MetricSnapshots snapshots() {
    var points = new Points();
    for (ConsolePipeline pipeline : pipelines.values()) {
      PipelineHistory history = pipeline.history();
      boolean isFollowed = history.ended().isEmpty();
      String name = history.config().pipeline();
      points.add("shardsteer_pipeline_followed", isFollowed ? 1 : 0, "pipeline", name);
      if (isFollowed) {
        addAll(points, history);
      }
    }
    List<MetricSnapshot> snapshots = new ArrayList<>();
    for (Metric metric : METRICS) {
      List<Point> of = points.byName.getOrDefault(metric.name(), List.of());
      if (!of.isEmpty()) {
        snapshots.add(snapshot(metric, of));
      } else if (metric.type() == Type.HISTOGRAM && !points.delays.isEmpty()) {
        snapshots.add(histogram(metric, points.delays));
      }
    }
    return new MetricSnapshots(snapshots);
  }

  private static MetricSnapshot snapshot(Metric metric, List<Point> points) {
    return switch (metric.type()) {
      case GAUGE -> {
        var builder = GaugeSnapshot.builder().name(metric.name()).help(metric.help());
        points.forEach(
            it ->
                builder.dataPoint(
                    GaugeDataPointSnapshot.builder()
                        .labels(it.labels())
                        .value(it.value())
                        .build()));
        yield builder.build();
      }
      case COUNTER -> {
        var builder = CounterSnapshot.builder().name(metric.name()).help(metric.help());
        points.forEach(
            it ->
                builder.dataPoint(
                    CounterDataPointSnapshot.builder()
                        .labels(it.labels())
                        .value(it.value())
                        .build()));
        yield builder.build();
      }
      case HISTOGRAM -> throw new IllegalArgumentException("Histograms have no points.");
    };
  }

  private static MetricSnapshot histogram(Metric metric, Map<Labels, DelayHistogram> delays) {
    List<Double> bounds = new ArrayList<>(DelayHistogram.BOUNDS_SECONDS);
    bounds.add(Double.POSITIVE_INFINITY);
    var builder = HistogramSnapshot.builder().name(metric.name()).help(metric.help());
    delays.forEach(
        (labels, delay) ->
            builder.dataPoint(
                HistogramDataPointSnapshot.builder()
                    .labels(labels)
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, delay.counts()))
                    .sum(delay.sumSeconds())
                    .build()));
    return builder.build();
  }

  private void addAll(Points points, PipelineHistory history) {
    String pipeline = history.config().pipeline();
    addShards(points, history, pipeline);
    addSteering(points, history, pipeline);
    addRouters(points, history.routers(), pipeline);
    points.delays.put(Labels.of("pipeline", pipeline), history.publishToStored());
    points.add(
        "shardsteer_in_flight_limit",
        history.config().limits().maxInFlight(),
        "pipeline",
        pipeline);
    bounded(history.rejects())
        .forEach(
            (reason, count) ->
                points.add("shardsteer_rejects", count, "pipeline", pipeline, "reason", reason));
    bounded(history.decisionCounts())
        .forEach(
            (kind, count) ->
                points.add("shardsteer_decisions", count, "pipeline", pipeline, "kind", kind));
    history
        .trainings()
        .forEach(
            (outcome, count) ->
                points.add(
                    "shardsteer_trainings", count, "pipeline", pipeline, "outcome", outcome));
    history.status().ifPresent(status -> addStatus(points, status, pipeline));
  }

  private static void addShards(Points points, PipelineHistory history, String pipeline) {
    long[] records = history.sizes();
    long[] bytes = history.bytes();
    Map<Integer, Double> reads = history.readMillisByShard();
    for (int shard = 0; shard < records.length; shard++) {
      String[] labels = {"pipeline", pipeline, "shard", Integer.toString(shard)};
      points.add("shardsteer_shard_records", (double) records[shard], labels);
      points.add("shardsteer_shard_bytes", (double) bytes[shard], labels);
      points.add(
          "shardsteer_shard_read_p99_seconds", reads.getOrDefault(shard, Double.NaN) / 1e3, labels);
    }
    points.add("shardsteer_shards", records.length, "pipeline", pipeline);
    points.add("shardsteer_records_routed", (double) history.routedRecords(), "pipeline", pipeline);
    points.add("shardsteer_bytes_routed", (double) history.routedBytes(), "pipeline", pipeline);
    points.add("shardsteer_imbalance_ratio", history.imbalance(), "pipeline", pipeline);
  }

  private void addSteering(Points points, PipelineHistory history, String pipeline) {
    RoutingTable table = history.tables().latest();
    String model = Integer.toString(table.model().version());
    points.add(
        "shardsteer_acceptable_imbalance_ratio",
        PipelineJson.acceptable(history),
        "pipeline",
        pipeline);
    points.add("shardsteer_fan_out_shards", history.fanOut(), "pipeline", pipeline);
    points.add("shardsteer_queries", (double) history.queries(), "pipeline", pipeline);
    points.add("shardsteer_late_records", (double) history.lateRecords(), "pipeline", pipeline);
    points.add("shardsteer_late_tables", history.lateTables(), "pipeline", pipeline);
    points.add("shardsteer_routing_revision", (double) table.revision(), "pipeline", pipeline);
    points.add("shardsteer_routing_tables", history.tables().tables().size(), "pipeline", pipeline);
    points.add(
        "shardsteer_order_resolution_bits", table.splitPoints().resolution(), "pipeline", pipeline);
    points.add(
        "shardsteer_model_version", table.model().version(), "pipeline", pipeline, "model", model);
    points.add(
        "shardsteer_model_since_timestamp_seconds",
        history.tables().latestModelSinceMillis() / 1e3,
        "pipeline",
        pipeline,
        "model",
        model);
    points.add("shardsteer_training_seconds", history.trainingSeconds(), "pipeline", pipeline);
    long since = history.trainingSinceMillis();
    points.add(
        "shardsteer_training_in_flight_seconds", since == 0 ? 0 : age(since), "pipeline", pipeline);
  }

  private void addRouters(Points points, Collection<ShardReport> routers, String pipeline) {
    int shown = 0;
    for (ShardReport report : routers) {
      boolean own = shown++ < MOST_LABELS;
      if (!own) {
        break; // The slowest of many routers show in the lag and in the shards' latencies.
      }
      String[] labels = {"pipeline", pipeline, "instance", report.instance()};
      points.add("shardsteer_router_in_flight", report.inFlight(), labels);
      points.add("shardsteer_router_write_p50_seconds", report.writeMillisP50() / 1e3, labels);
      points.add("shardsteer_router_write_p99_seconds", report.writeMillisP99() / 1e3, labels);
      points.add("shardsteer_router_report_age_seconds", age(report.atMillis()), labels);
    }
  }

  private void addStatus(Points points, ControllerStatus status, String pipeline) {
    points.add(
        "shardsteer_controller_status_age_seconds", age(status.atMillis()), "pipeline", pipeline);
    points.add("shardsteer_lag_seconds", status.lagMillis() / 1e3, "pipeline", pipeline);
    for (String what : List.of("rebalancing", "models")) {
      boolean paused = status.pauses().stream().anyMatch(it -> it.what().equals(what));
      points.add("shardsteer_paused", paused ? 1 : 0, "pipeline", pipeline, "what", what);
    }
    points.add("shardsteer_candidates_waiting", status.candidates().size(), "pipeline", pipeline);
  }

  private double age(long sinceMillis) {
    return Math.max(0, (clock.millis() - sinceMillis) / 1e3);
  }

  /** The largest counts by name, and the sum of the others. */
  static Map<String, Long> bounded(Map<String, Long> counts) {
    Map<String, Long> bounded = new TreeMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(
            entry ->
                bounded.merge(
                    bounded.size() < MOST_LABELS ? entry.getKey() : OTHER,
                    entry.getValue(),
                    Long::sum));
    return bounded;
  }
}
