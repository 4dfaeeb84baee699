package io.shardsteer.deploy.benchmarks;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.control.Controller;
import io.shardsteer.common.control.ControllerAction;
import io.shardsteer.common.control.ControllerAction.LogDecision;
import io.shardsteer.common.control.ControllerAction.PublishTable;
import io.shardsteer.common.control.ControllerAction.RequestRetrain;
import io.shardsteer.common.control.ControllerAction.SaveCheckpoint;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.RouterReport;
import io.shardsteer.common.message.SteerMessage;
import io.shardsteer.common.message.TableMessage;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.message.WholeReports;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Routers and their controller in simulated time, by the code that the functions run: records are
 * decided and counted, reports and tables are encoded and decoded. The routers report one after the
 * other within each report interval. Half of the load drifts, so that split points never settle,
 * and the first model that is asked for is there at once. In the second half some routers route on
 * but report no more.
 */
final class SimulatedFleet {
  private static final String PIPELINE =
      """
      pipeline: fleet
      input_topic: fleet
      feature_extraction_pipeline:
        - {kind: numeric, field: x}
      target_shard_count: %d
      storage: {enabled: false}
      """;

  private static final long START = 1_700_000_000_000L;
  private static final int STATUS_MILLIS = 3_000;
  private static final int QUANTILES = 8_192;

  /** Share of the simulated time after which costs count: code is compiled by then. */
  private static final double WARM_UP = 0.2;

  private final PipelineConfig config;
  private final List<FleetRouter> routers = new ArrayList<>();
  private final Controller controller;
  private final WholeReports whole = new WholeReports();
  private final Deque<RetrainRequest> requests = new ArrayDeque<>();
  private final int silentRouters;
  private final int recordsPerReport;
  private final long seconds;
  private RoutingSnapshot snapshot;
  private long now = START;
  private long sizedMillis;
  private long cpuNanos;
  private long countedFrom;
  private final Mean reportBytes = new Mean();
  private final Mean tableBytes = new Mean();
  private final Mean checkpointBytes = new Mean();
  private long silentFrom = Long.MAX_VALUE;
  private int tablesWhileSilent;
  private boolean silenceIsLogged;

  /** A mean of what was added. */
  private static final class Mean {
    private double sum;
    private long count;

    void add(double value) {
      sum += value;
      count++;
    }

    double mean() {
      return count == 0 ? Double.NaN : sum / count;
    }
  }

  /**
   * @param recordsPerSecond of all routers
   * @param silentShare of the routers that fall silent, in [0,1]
   */
  SimulatedFleet(
      int routerCount, int shards, int recordsPerSecond, double silentShare, int seconds) {
    config = PipelineConfigs.fromYaml(PIPELINE.formatted(shards), "fleet.yaml");
    this.seconds = seconds;
    silentRouters = (int) Math.round(silentShare * routerCount);
    recordsPerReport = (int) (recordsPerSecond * interval() / 1_000 / routerCount);
    for (int router = 0; router < routerCount; router++) {
      routers.add(new FleetRouter(config, router, routerCount));
    }
    var history =
        RoutingHistory.startingWith(
            RoutingTable.initial(shards, config.control().tableLead().toMillis(), true));
    var models =
        IntStream.range(1, 100)
            .mapToObj(
                version ->
                    new RoutedModel(
                        version, 1, (from, into) -> into[0] = from.number(0), row -> row[0]))
            .toList();
    snapshot = RoutingSnapshot.of(history, models);
    controller = new Controller(config, history, List.of());
  }

  private long interval() {
    return config.control().reportInterval().toMillis();
  }

  void run() {
    long end = START + seconds * 1_000;
    countedFrom = START + (long) (WARM_UP * (end - START));
    silentFrom = START + (end - START) / 2;
    long nextTick = START;
    long nextStatus = START;
    act(() -> controller.start(now));
    double spacing = (double) interval() / routers.size();
    for (long turn = 1; now < end; turn++) {
      int number = (int) (turn % routers.size());
      now = START + (long) (turn * spacing);
      FleetRouter router = routers.get(number);
      router.route(snapshot, this::position, recordsPerReport, now - interval(), now);
      if (now < silentFrom || number >= silentRouters) {
        take(router.report(now));
      }
      if (now >= nextTick) {
        act(() -> controller.onTick(now));
        answer();
        nextTick += interval() / 2;
      }
      if (now >= nextStatus) {
        measured(() -> MessageCodec.encode(controller.status(now)));
        nextStatus += STATUS_MILLIS;
      }
    }
    sizedMillis = now - countedFrom;
  }

  /** Half of the records anywhere, half around a peak that goes through the whole order. */
  private double position(SplittableRandom random) {
    if (random.nextBoolean()) {
      return random.nextDouble();
    }
    double peak = (double) (now - START) / (seconds * 1_000);
    double bell = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
    double place = 1 + peak + 0.1 * bell;
    return place - Math.floor(place);
  }

  private void take(byte[] message) {
    if (now >= countedFrom) {
      reportBytes.add(message.length);
    }
    act(
        () ->
            whole
                .whole(MessageCodec.decode(message, RouterReport.class))
                .map(report -> controller.onReport(report, now))
                .orElseGet(List::of));
  }

  /** Something that the controller does. */
  private interface Work<T> {
    T done();
  }

  private <T> T measured(Work<T> work) {
    long before = YearBenchmark.cpuNanos();
    T result = work.done();
    if (now >= countedFrom) {
      cpuNanos += YearBenchmark.cpuNanos() - before;
    }
    return result;
  }

  private void act(Work<List<ControllerAction>> event) {
    for (ControllerAction action : measured(event)) {
      carryOut(action);
    }
  }

  private void carryOut(ControllerAction action) {
    if (action instanceof PublishTable publish) {
      int bytes = encoded(new TableMessage(publish.table()));
      if (publish.table().revision() > snapshot.history().latest().revision()) {
        snapshot = snapshot.with(publish.table());
        tableBytes.add(bytes);
        tablesWhileSilent += now >= silentFrom ? 1 : 0;
      }
      controller.onPublished(publish.table().revision(), now);
    } else if (action instanceof LogDecision log) {
      silenceIsLogged |= log.entry().trigger().equals("router_silent");
      int unused = encoded(log.entry());
    } else if (action instanceof SaveCheckpoint save) {
      checkpointBytes.add(encoded(save.checkpoint()));
    } else if (action instanceof RequestRetrain retrain) {
      requests.add(retrain.request());
    }
  }

  private int encoded(SteerMessage message) {
    return measured(() -> MessageCodec.encode(message)).length;
  }

  private void answer() {
    for (RetrainRequest request; (request = requests.poll()) != null; ) {
      var random = new SplittableRandom(1);
      double[] sample = new double[QUANTILES];
      Arrays.setAll(sample, i -> position(random));
      Arrays.sort(sample);
      var candidate =
          new Candidate(
              request.id(),
              new ModelRef(request.modelVersion(), "function://public/default/fleet@v1", "00"),
              List.of(),
              Arrays.stream(sample).boxed().toList(),
              List.of(),
              Map.of(),
              QUANTILES);
      act(() -> controller.onOutcome(candidate, now));
    }
  }

  /** CPU time of the controller's thread for each second of simulated time. */
  double controllerCores() {
    return cpuNanos / 1e6 / sizedMillis;
  }

  double reportBytes() {
    return reportBytes.mean();
  }

  double tableBytes() {
    return tableBytes.mean();
  }

  double checkpointBytes() {
    return checkpointBytes.mean();
  }

  long tables() {
    return tableBytes.count;
  }

  int models() {
    return snapshot.history().latest().model().version();
  }

  /** Tables published since routers are silent. */
  int tablesWhileSilent() {
    return tablesWhileSilent;
  }

  /** Whether the decision log says that it is decided without them. */
  boolean silenceIsLogged() {
    return silenceIsLogged;
  }
}
