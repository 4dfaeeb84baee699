package io.shardsteer.common.control;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleToIntFunction;
import java.util.stream.IntStream;

/**
 * A stream in simulated time through two routers and the controller, with reports that take their
 * time. Positions come straight from the workload: the model is the identity.
 */
final class Simulation {
  /** Where the records of a moment lie. */
  @FunctionalInterface
  interface Workload {
    /**
     * @param progress how much of the stream is over, [0,1)
     * @return a position in [0,1)
     */
    double position(double progress, SplittableRandom random);
  }

  private static final int ROUTERS = 2;
  private static final int SAMPLES = 1000;
  private static final int RECORDS_PER_SAMPLE = 10;

  private final PipelineConfig config;
  private final int recordsPerSecond;
  private final SplittableRandom random;
  private int delayIntervals;
  private double lost;
  private double doubled;
  private double controllerRestartsEachSecond;
  private double fixedKeyShare;
  private DoubleToIntFunction bytes = position -> 100;
  private final List<Double> sizeImbalances = new ArrayList<>();
  private final List<LoggedDecision> decisionLog = new ArrayList<>();
  private final List<double[]> ratesBySecond = new ArrayList<>();
  private double[] sizes;
  private RoutingHistory history;
  private RoutingSnapshot snapshot;

  /** The key that {@link #withOneKeyFor} gives to a share of the records. */
  static final String FIXED_KEY = "42";

  /** A record whose key is a number. */
  record Key(long hash) implements Decider.RecordKey {
    @Override
    public String rowKey() {
      return Long.toString(hash);
    }

    @Override
    public long tieHash(boolean keepKeyTogether) {
      return hash;
    }
  }

  private record Arrival(long atMillis, ShardReport report) {}

  Simulation(PipelineConfig config, int recordsPerSecond, long seed) {
    this.config = config;
    this.recordsPerSecond = recordsPerSecond;
    random = new SplittableRandom(seed);
    int count = config.shards().targetShardCount();
    sizes = new double[count];
    history =
        RoutingHistory.startingWith(RoutingTable.initial(count))
            .with(
                new RoutingTable(
                    1,
                    new ModelRef(1, "function://t/n/m@v1", "00"),
                    SplitPoints.uniform(count),
                    IntStream.range(0, count).boxed().toList(),
                    1,
                    "identity"));
    snapshot = RoutingSnapshot.of(history);
  }

  Simulation delayingReportsBy(int intervals) {
    delayIntervals = intervals;
    return this;
  }

  Simulation losing(double share) {
    lost = share;
    return this;
  }

  Simulation doubling(double share) {
    doubled = share;
    return this;
  }

  Simulation restartingTheController(double timesASecond) {
    controllerRestartsEachSecond = timesASecond;
    return this;
  }

  Simulation withOneKeyFor(double share) {
    fixedKeyShare = share;
    return this;
  }

  Simulation withBytes(DoubleToIntFunction byPosition) {
    bytes = byPosition;
    return this;
  }

  Simulation run(int seconds, Workload workload) {
    var values = new FieldValues(FieldPaths.of(List.of("x")));
    var model = new RoutedModel(1, 1, (from, into) -> into[0] = from.number(0), row -> row[0]);
    var decider = new Decider();
    List<RouterTally> tallies = new ArrayList<>();
    for (int router = 0; router < ROUTERS; router++) {
      tallies.add(
          new RouterTally(
              "r/" + router,
              "i" + router,
              config.shards().load(),
              config.shards().targetShardCount()));
    }
    Deque<Arrival> underWay = new ArrayDeque<>();
    Map<String, ShardReport> remembered = new HashMap<>();
    snapshot = RoutingSnapshot.of(history, List.of(model));
    var controller = new Controller(config, history, List.of());
    long startMillis = 1_000_000;
    controller.start(startMillis);
    long intervalMillis = config.control().reportInterval().toMillis();
    long nextReport = startMillis + intervalMillis;
    long records = (long) recordsPerSecond * seconds;
    double[] rates = new double[sizes.length];
    for (long record = 0; record < records; record++) {
      long now = startMillis + record * 1000 / recordsPerSecond;
      if (now >= nextReport) {
        for (RouterTally tally : tallies) {
          ShardReport report = tally.report(now, 0);
          remembered.put(report.incarnation(), report);
          if (random.nextDouble() >= lost) {
            underWay.add(new Arrival(now + delayIntervals * intervalMillis, report));
            if (random.nextDouble() < doubled) {
              underWay.add(new Arrival(now + delayIntervals * intervalMillis, report));
            }
          }
        }
        while (!underWay.isEmpty() && underWay.peekFirst().atMillis() <= now) {
          obey(controller.onReport(underWay.removeFirst().report(), now));
        }
        if (random.nextDouble() < controllerRestartsEachSecond * intervalMillis / 1000) {
          controller = new Controller(config, history, remembered.values());
          controller.start(now);
        }
        obey(controller.onTick(now));
        nextReport += intervalMillis;
      }
      double progress = (double) record / records;
      long hash = random.nextLong();
      if (fixedKeyShare > 0 && random.nextDouble() < fixedKeyShare) {
        values.setNumber(0, 0.37);
        hash = 42;
      } else {
        values.setNumber(0, workload.position(progress, random));
      }
      decider.decide(snapshot, values, new Key(hash), now);
      int payload = bytes.applyAsInt(values.number(0));
      RouterTally tally = tallies.get(random.nextInt(ROUTERS));
      tally.routed(decider.decision("", ""), payload, now, false, false);
      if (record % RECORDS_PER_SAMPLE == 0 && !decider.isPinned()) {
        tally.sampled(Long.toString(hash), payload, RECORDS_PER_SAMPLE);
      }
      int load = config.shards().load() == Load.BYTES ? payload : 1;
      sizes[decider.shard()] += load;
      rates[decider.shard()] += load;
      if ((record + 1) % recordsPerSecond == 0) {
        ratesBySecond.add(rates.clone());
        Arrays.fill(rates, 0);
      }
      if (record >= records / 20 && record % Math.max(1, records / SAMPLES) == 0) {
        sizeImbalances.add(imbalance(sizes));
      }
    }
    return this;
  }

  private void obey(List<ControllerAction> actions) {
    for (ControllerAction action : actions) {
      if (action instanceof ControllerAction.PublishTable published) {
        history = history.with(published.table());
        snapshot = snapshot.with(published.table());
      } else if (action instanceof ControllerAction.LogDecision written) {
        decisionLog.add(written.entry());
      }
    }
  }

  static double imbalance(double[] loads) {
    double sum = Arrays.stream(loads).sum();
    return Arrays.stream(loads).max().orElse(0) * loads.length / Math.max(1, sum);
  }

  double finalSizeImbalance() {
    return imbalance(sizes);
  }

  /** The same of the shards that take other records than pinned ones. */
  double finalSharedImbalance() {
    double[] fair = config.shards().fairShares();
    return imbalance(
        IntStream.range(0, sizes.length)
            .filter(shard -> fair[shard] > 0)
            .mapToDouble(shard -> sizes[shard])
            .toArray());
  }

  /** A shard's part of all records. */
  double share(int shard) {
    return sizes[shard] / Arrays.stream(sizes).sum();
  }

  double p95SizeImbalance() {
    return p95(sizeImbalances);
  }

  private static double p95(List<Double> values) {
    return values.stream().sorted().skip(values.size() * 95L / 100).findFirst().orElse(1.0);
  }

  /** Rate imbalance over the given seconds of the stream. */
  double rateImbalance(int fromSecond, int toSecond) {
    double[] sum = new double[sizes.length];
    for (double[] second : ratesBySecond.subList(fromSecond, toSecond)) {
      Arrays.setAll(sum, shard -> sum[shard] + second[shard]);
    }
    return imbalance(sum);
  }

  /** How many tables were published. */
  int tables() {
    return history.tables().size() - 2;
  }

  /** The resolution of the order in the end. */
  int finalResolution() {
    return history.latest().splitPoints().resolution();
  }

  List<LoggedDecision> decisionLog() {
    return decisionLog;
  }

  List<LoggedDecision> decisionLog(String kind) {
    return decisionLog.stream().filter(entry -> entry.kind().equals(kind)).toList();
  }

  double largestMove() {
    return decisionLog("rebalanced").stream()
        .mapToDouble(entry -> entry.expected().getOrDefault("moved", 0.0))
        .max()
        .orElse(0);
  }
}
