package io.shardsteer.common.control;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.steering.OrderKeySketch;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** Everything that the controller knows from reports. Not thread-safe. */
final class LoadMonitor {
  /** Records of a shard over which its rate is measured: a standard error of 10 %. */
  private static final double RECORDS_PER_RATE = 100;

  private static final int LEAST_INTERVALS_PER_RATE = 3;
  private static final int MOST_MARKS = 256;

  /**
   * The largest shard's rate.
   *
   * @param imbalance as a multiple of its fair part
   * @param shard which one it is
   * @param chance by how much it exceeds 1 by chance alone where all rates are fair
   */
  private record MeasuredRate(double imbalance, int shard, double chance) {}

  /** The sizes at the end of an interval. */
  private static final class Mark {
    final long records;
    final double[] sizes;

    Mark(long records, double[] sizes) {
      this.records = records;
      this.sizes = sizes;
    }
  }

  private PipelineConfig config;
  private final ShardSizes sizes = new ShardSizes();
  private final RouterReports fleet = new RouterReports();
  private final QueryStats reads = new QueryStats();
  private final Map<Integer, OrderKeyWindow> windows = new HashMap<>();
  private final Deque<Mark> marks = new ArrayDeque<>();
  private boolean isNews;
  private long recordsAtStart;
  private long rejectsAtStart;

  /** Excess that a change of the number of shards left behind; it only ever shrinks. */
  private double inheritedExcess;

  private final Set<Integer> reshards = new HashSet<>();

  /**
   * @param remembered the last report of each incarnation so far: sizes are restored from them
   */
  LoadMonitor(PipelineConfig config, Collection<ShardReport> remembered) {
    this.config = config;
    remembered.forEach(sizes::accept);
  }

  void reconfigure(PipelineConfig changed) {
    if (!changed.shards().equals(config.shards())) {
      marks.clear();
    }
    int count = changed.shards().targetShardCount();
    boolean otherCount = count != config.shards().targetShardCount();
    config = changed;
    if (otherCount) {
      windows.values().forEach(window -> window.splitInto(count));
      inheritedExcess = excess();
    }
  }

  /**
   * Takes how many records a move of stored rows brought to shards and took from them; once for
   * each move.
   *
   * @return whether anything changed
   */
  boolean accept(ReshardMessage message) {
    boolean news =
        message.reshard().phase() == Reshard.Phase.DONE && reshards.add(message.reshard().number());
    if (news) {
      sizes.move(message.records(), message.bytes());
      marks.clear();
    }
    return news;
  }

  /**
   * @throws IllegalArgumentException if the report's sketch cannot be read; its counters count
   */
  void accept(ShardReport report, long nowMillis) {
    if (!sizes.accept(report)) {
      return;
    }
    long interval = config.control().reportInterval().toMillis();
    isNews |= fleet.accept(report, config.shards().load(), interval, nowMillis) > 0;
    if (!report.orderKeys().isEmpty()) {
      window(report.orderKeysModelVersion())
          .add(OrderKeySketch.fromText(report.orderKeys()), report.orderKeysLoad());
    }
  }

  private OrderKeyWindow window(int modelVersion) {
    return windows.computeIfAbsent(
        modelVersion, unknown -> new OrderKeyWindow(config.shards().targetShardCount()));
  }

  /**
   * Ends a report interval; true if anything was routed in it.
   *
   * @param nextEffectMillis when a decision taken now would take effect
   */
  boolean endInterval(long nextEffectMillis) {
    long delayMillis = nextEffectMillis - fleet.knownUntilMillis();
    long delay = delayMillis / config.control().reportInterval().toMillis();
    int delayIntervals = (int) Math.max(1, Math.min(delay, Integer.MAX_VALUE));
    windows.values().forEach(window -> window.endInterval(delayIntervals));
    fleet.startInterval();
    boolean news = isNews;
    isNews = false;
    if (news) {
      marks.addLast(new Mark(sizes.records(), sizes()));
      if (marks.size() > MOST_MARKS) {
        marks.removeFirst();
      }
    }
    return news;
  }

  /** Tells where the load is expected to lie in the order of a model that begins. */
  void expect(int modelVersion, Distribution expected) {
    window(modelVersion).expect(expected);
  }

  /**
   * Knows of a model that refines the present one where its load lies, before the first report.
   *
   * @param mapping from an order key under the present model to that under the next
   */
  void carryOver(int present, int next, DoubleUnaryOperator mapping) {
    OrderKeyWindow window = windows.get(present);
    if (window != null) {
      windows.put(next, window.moved(mapping));
    }
  }

  /** Forgets the order keys of models that are neither of the two given ones. */
  void keepModels(int present, int previous) {
    windows.keySet().retainAll(List.of(present, previous));
  }

  RouterReports fleet() {
    return fleet;
  }

  /** The size of each shard so far, by id. */
  double[] sizes() {
    return sizes.sizes(config.shards().targetShardCount(), config.shards().load());
  }

  long records() {
    return sizes.records();
  }

  long rejects() {
    return sizes.rejects();
  }

  long lateRecords() {
    return sizes.lateRecords();
  }

  /** Samples that the routers have sent so far, by their own count. */
  long samples() {
    return sizes.samples();
  }

  /** The share of all load that each shard should have, by id. */
  double[] fair() {
    double[] fair = new double[config.shards().targetShardCount()];
    List<Double> weights = config.shards().weights();
    Arrays.setAll(fair, shard -> shard < weights.size() ? weights.get(shard) : 1);
    double sum = Arrays.stream(fair).sum();
    Arrays.setAll(fair, shard -> fair[shard] / sum);
    return fair;
  }

  /** Where the load of late lies in the order of a model. */
  Optional<Distribution> recent(int modelVersion) {
    return Optional.ofNullable(windows.get(modelVersion)).flatMap(OrderKeyWindow::recent);
  }

  /**
   * The sizes of shards, by id, as they will be at a publish time: what is reported, and what is on
   * its way under the tables in force until then. Deciding on these instead of on the reported ones
   * keeps a delay between cause and effect from turning into an oscillation (O. J. Smith, "A
   * Controller to Overcome Dead Time", 1959).
   */
  double[] sizesAt(long publishMillis, RoutingHistory history) {
    double[] expected = sizes();
    List<RoutingTable> timeline = history.timeline();
    long until = publishMillis;
    for (int i = timeline.size() - 1; i >= 0 && until > fleet.knownUntilMillis(); i--) {
      RoutingTable table = timeline.get(i);
      long from = i == 0 ? Long.MIN_VALUE : table.effectiveFromMillis();
      if (from < until) {
        addLoad(expected, table, fleet.unreported(from, until));
        until = from;
      }
    }
    return expected;
  }

  private void addLoad(double[] sizes, RoutingTable table, double load) {
    double[] shares =
        recent(table.model().version())
            .orElseGet(() -> Distribution.assumedBy(table.splitPoints()))
            .at(table.splitPoints().resolution())
            .shares(table.splitPoints());
    for (int interval = 0; interval < shares.length; interval++) {
      int shard = table.shards().get(interval);
      if (shard < sizes.length) {
        sizes[shard] += load * shares[interval];
      }
    }
  }

  /** What was measured of queries. */
  QueryStats reads() {
    return reads;
  }

  /** Forgets rates and rejects so far: another model is in force. */
  void startRates() {
    marks.clear();
    recordsAtStart = sizes.records();
    rejectsAtStart = sizes.rejects();
  }

  HealthSnapshot health() {
    return healthSince(0);
  }

  /** True if rates can be told from what was routed after the given number of records alone. */
  boolean measuresRatesSince(long records) {
    return rateSince(records).isPresent();
  }

  /** {@link #health} with the rates of what was routed after the given number of records alone. */
  HealthSnapshot healthSince(long firstRecords) {
    Optional<MeasuredRate> rate = rateSince(firstRecords);
    double rejects = sizes.rejects() - rejectsAtStart;
    double records = sizes.records() - recordsAtStart;
    return new HealthSnapshot(
        imbalance(sizes()),
        rate.map(MeasuredRate::imbalance).orElse(Double.NaN),
        rate.map(MeasuredRate::shard).orElse(HealthSnapshot.NO_SHARD),
        rate.map(MeasuredRate::chance).orElse(Double.NaN),
        fleet.writeMillisP99(),
        rejects / Math.max(1, rejects + records),
        reads.fanOut(),
        reads.slowestShardMillis());
  }

  /** {@link #health} by name. */
  Map<String, Double> figures() {
    return health().toMap();
  }

  /**
   * Load by which the largest shard exceeds its fair part, as far as the order is to blame: with
   * more shards than before, the old ones are ahead, which split points mend and another model does
   * not.
   */
  double largestExcess() {
    double excess = excess();
    inheritedExcess = Math.min(inheritedExcess, excess);
    return excess - inheritedExcess;
  }

  private double excess() {
    double[] sizes = sizes();
    double[] fair = fair();
    double all = Arrays.stream(sizes).sum();
    double largest = 0;
    for (int shard = 0; shard < sizes.length; shard++) {
      largest = Math.max(largest, sizes[shard] - fair[shard] * all);
    }
    return largest;
  }

  private double imbalance(double[] loads) {
    double all = Arrays.stream(loads).sum();
    int largest = largest(loads);
    return all > 0 ? Math.max(1, loads[largest] / (fair()[largest] * all)) : 1;
  }

  /** The shard whose load is the largest multiple of its fair share. */
  private int largest(double[] loads) {
    double[] fair = fair();
    int largest = 0;
    for (int shard = 1; shard < loads.length; shard++) {
      if (loads[shard] / fair[shard] > loads[largest] / fair[largest]) {
        largest = shard;
      }
    }
    return largest;
  }

  /** The rates over the fewest newest intervals that tell them well; empty until there are. */
  private Optional<MeasuredRate> rateSince(long firstRecords) {
    Mark newest = marks.peekLast();
    if (newest == null) {
      return Optional.empty();
    }
    double needed = RECORDS_PER_RATE * newest.sizes.length;
    int intervals = 0;
    for (var earlier = marks.descendingIterator(); earlier.hasNext(); intervals++) {
      Mark mark = earlier.next();
      if (mark.records < firstRecords) {
        return Optional.empty();
      }
      long records = newest.records - mark.records;
      if (intervals >= LEAST_INTERVALS_PER_RATE && records >= needed) {
        double[] loads = newest.sizes.clone();
        Arrays.setAll(loads, shard -> loads[shard] - mark.sizes[shard]);
        double perShard = (double) records / loads.length;
        double chance = Math.sqrt(2 * Math.log(loads.length + 1) / perShard);
        return Optional.of(new MeasuredRate(imbalance(loads), largest(loads), chance));
      }
    }
    return Optional.empty();
  }
}
