package io.shardsteer.common.control;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.LoadBucket;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.steering.InForce;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SketchedOrderKeys;
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
import org.jspecify.annotations.Nullable;

/** Everything that the controller knows from reports. Not thread-safe. */
final class LoadMonitor {
  /** Records of a shard over which its rate is measured: a standard error of 10 %. */
  private static final double RECORDS_PER_RATE = 100;

  private static final int LEAST_INTERVALS_PER_RATE = 3;

  /** Marks are this many to the records of a rate at most, however long those take to come. */
  private static final int MARKS_PER_RATE = 64;

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
    final long interval;
    final long records;
    final double[] sizes;

    Mark(long interval, long records, double[] sizes) {
      this.interval = interval;
      this.records = records;
      this.sizes = sizes;
    }
  }

  private PipelineConfig config;
  private final ShardSizes sizes = new ShardSizes();
  private ExpiringLoad expiring;
  private final RouterReports fleet = new RouterReports();
  private final PinnedLoad pinned = new PinnedLoad();
  private final QueryStats reads = new QueryStats();
  private final Map<Integer, OrderKeyWindow> windows = new HashMap<>();
  private final Deque<Mark> marks = new ArrayDeque<>();
  private @Nullable Mark newest;
  private long intervals;
  private boolean isNews;
  private long recordsAtStart;
  private long rejectsAtStart;
  private long startMillis = Long.MIN_VALUE;

  /** Imbalance that a change of the number of shards left behind; it only ever shrinks. */
  private double inheritedImbalance;

  private final Set<Integer> reshards = new HashSet<>();

  /**
   * @param remembered the last report of each incarnation so far: sizes are restored from them
   * @param buckets how much of that has not expired, where rows do
   */
  LoadMonitor(
      PipelineConfig config, Collection<ShardReport> remembered, Collection<LoadBucket> buckets) {
    this.config = config;
    remembered.forEach(sizes::accept);
    remembered.forEach(report -> pinned.remember(report, config.shards().load()));
    expiring = new ExpiringLoad(config.storage().layout().ttl());
    expiring.restore(buckets);
    inheritedImbalance = shardImbalance();
  }

  void reconfigure(PipelineConfig changed) {
    if (!changed.shards().equals(config.shards())) {
      forgetRates();
    }
    int count = changed.shards().targetShardCount();
    boolean otherCount = count != config.shards().targetShardCount();
    if (!changed.storage().layout().ttl().equals(config.storage().layout().ttl())) {
      expiring = new ExpiringLoad(changed.storage().layout().ttl());
    }
    config = changed;
    if (otherCount) {
      windows.values().forEach(window -> window.splitInto(count));
      inheritedImbalance = shardImbalance();
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
      forgetRates();
    }
    return news;
  }

  /**
   * The same for a move that has just ended: what expires moves along.
   *
   * @return what is to be saved, where anything changed
   */
  Optional<List<LoadBucket>> moved(ReshardMessage message) {
    double[] before = everywhere();
    return accept(message) ? Optional.of(expiring.moved(before, everywhere())) : Optional.empty();
  }

  /**
   * Takes by how much shards hold more, or less, than was reported.
   *
   * @return what is to be saved
   */
  List<LoadBucket> correct(ControllerCheckpoint.Corrections more) {
    double[] before = everywhere();
    sizes.correct(more);
    forgetRates();
    return expiring.moved(before, everywhere());
  }

  /** Goes on with the corrections of a controller before; what expires knows of them. */
  void restore(ControllerCheckpoint.Corrections saved) {
    sizes.correct(saved);
  }

  /** Goes on with what pins brought of late. */
  void restore(ControllerCheckpoint.Pinned saved) {
    pinned.restore(saved);
  }

  /** What pins bring of late; nothing where nothing is pinned, so that idle checkpoints stay. */
  ControllerCheckpoint.Pinned pinned() {
    return config.shards().pins().isEmpty() ? ControllerCheckpoint.Pinned.NONE : pinned.save();
  }

  ControllerCheckpoint.Corrections corrections() {
    return sizes.corrections();
  }

  /**
   * @throws IllegalArgumentException if the report's sketch cannot be read; its counters count
   */
  void accept(ShardReport report, long nowMillis) {
    if (!sizes.accept(report)) {
      return;
    }
    pinned.accept(report, config.shards().load());
    long interval = config.control().reportInterval().toMillis();
    isNews |= fleet.accept(report, config.shards().load(), interval, nowMillis) > 0;
    if (!report.orderKeys().isEmpty()) {
      window(report.orderKeysModelVersion())
          .add(SketchedOrderKeys.fromText(report.orderKeys()), report.orderKeysLoad());
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
    pinned.endInterval();
    fleet.startInterval();
    boolean news = isNews;
    isNews = false;
    if (news) {
      mark(new Mark(++intervals, sizes.records(), routed()));
    }
    return news;
  }

  private void mark(Mark now) {
    newest = now;
    double needed = RECORDS_PER_RATE * now.sizes.length;
    Mark last = marks.peekLast();
    if (last == null || now.records - last.records >= needed / MARKS_PER_RATE) {
      marks.addLast(now);
    }
    Mark first = marks.removeFirst();
    Mark second = marks.peekFirst();
    if (second == null || !suffices(second, now)) {
      marks.addFirst(first);
    }
  }

  private static boolean suffices(Mark from, Mark to) {
    return to.interval - from.interval >= LEAST_INTERVALS_PER_RATE
        && to.records - from.records >= RECORDS_PER_RATE * to.sizes.length;
  }

  private void forgetRates() {
    marks.clear();
    newest = null;
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

  /** The size of each shard, by id: what came and, where rows expire, has not expired. */
  double[] sizes() {
    return Arrays.copyOf(expiring.live(everywhere()), config.shards().targetShardCount());
  }

  /** What has come to each shard, by id, expired or not. */
  private double[] routed() {
    return sizes.sizes(config.shards().targetShardCount(), config.shards().load());
  }

  /** The same for those, too, that take nothing any more. */
  private double[] everywhere() {
    return sizes.all(config.shards().load());
  }

  /**
   * Lets load expire.
   *
   * @return what is to be saved
   */
  List<LoadBucket> expire(long nowMillis) {
    return expiring.advance(nowMillis, everywhere());
  }

  long records() {
    return sizes.records();
  }

  /** Bytes of payload routed so far. */
  long bytes() {
    return sizes.bytes();
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
    return config.shards().fairShares();
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
    long known = fleet.knownUntilMillis();
    if (publishMillis <= known || fleet.unreported(Long.MIN_VALUE, publishMillis) == 0) {
      return expected;
    }
    for (InForce inForce : history.inForce(known, publishMillis - 1)) {
      long until =
          inForce.toMillis() == Long.MAX_VALUE
              ? publishMillis
              : Math.min(publishMillis, inForce.toMillis() + 1);
      addLoad(expected, inForce.table(), fleet.unreported(inForce.fromMillis(), until));
    }
    return expected;
  }

  private void addLoad(double[] sizes, RoutingTable table, double load) {
    double[] shares =
        recent(table.model().version())
            .orElseGet(() -> Distribution.assumedBy(table.splitPoints()))
            .at(table.splitPoints().resolution())
            .shares(table.splitPoints());
    double[] byPins = pinnedShares();
    double byOrder = 1 - Arrays.stream(byPins).sum();
    for (int interval = 0; interval < shares.length; interval++) {
      int shard = table.shards().get(interval);
      if (shard < sizes.length) {
        sizes[shard] += load * (byOrder * shares[interval] + byPins[shard]);
      }
    }
  }

  /** For each shard, by id, the share of all load of late that pins bring there. */
  double[] pinnedShares() {
    int count = config.shards().targetShardCount();
    return config.shards().pins().isEmpty() ? new double[count] : pinned.shares(count);
  }

  /** What was measured of queries. */
  QueryStats reads() {
    return reads;
  }

  /**
   * Forgets rates, rejects and fan-outs so far: another model is in force.
   *
   * @param effectMillis from when on
   */
  void startRates(long effectMillis) {
    forgetRates();
    startMillis = effectMillis;
    recordsAtStart = sizes.records();
    rejectsAtStart = sizes.rejects();
  }

  long startMillis() {
    return startMillis;
  }

  long startRecords() {
    return recordsAtStart;
  }

  long startRejects() {
    return rejectsAtStart;
  }

  double inheritedImbalance() {
    return inheritedImbalance;
  }

  /** Goes on where another one was. */
  void restore(ControllerCheckpoint.Model saved) {
    startMillis = saved.startMillis();
    recordsAtStart = saved.startRecords();
    rejectsAtStart = saved.startRejects();
    inheritedImbalance = saved.inheritedImbalance();
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
        reads.fanOutSince(startMillis),
        reads.slowestShardMillis());
  }

  /** {@link #health} by name. */
  Map<String, Double> figures() {
    var figures = new HashMap<>(health().toMap());
    figures.put("shard_imbalance", shardImbalance());
    figures.put("acceptable_shard_imbalance", acceptableImbalance());
    return figures;
  }

  /** The mean size of a shard, of those that have a share. */
  double meanSize() {
    double[] fair = fair();
    double shared = Arrays.stream(fair).filter(share -> share > 0).count();
    return AcceptableImbalance.shared(sizes(), fair) / shared;
  }

  /** The configured imbalance that is acceptable, as a share of the mean size. */
  double acceptableImbalance() {
    return config.shards().acceptableImbalance().asFraction(meanSize());
  }

  /**
   * The imbalance as {@code acceptable_shard_imbalance} defines it: the largest size minus the
   * smallest, each as a multiple of its fair part.
   */
  double shardImbalance() {
    return AcceptableImbalance.measure(sizes(), fair());
  }

  /**
   * {@link #shardImbalance} as far as the order may be to blame: beyond chance, and without what a
   * change of the number of shards left behind, which rebalancing mends and another model does not.
   */
  double modelImbalance() {
    double imbalance = shardImbalance();
    inheritedImbalance = Math.min(inheritedImbalance, imbalance);
    double perShard = Math.max(1, (double) sizes.records() / fair().length);
    double chance = 2 * Math.sqrt(2 * Math.log(fair().length + 1) / perShard);
    return Math.max(0, imbalance - inheritedImbalance - chance);
  }

  private double imbalance(double[] loads) {
    double all = AcceptableImbalance.shared(loads, fair());
    int largest = largest(loads);
    return all > 0 ? Math.max(1, loads[largest] / (fair()[largest] * all)) : 1;
  }

  /** The shard whose load is the largest multiple of its fair share. */
  private int largest(double[] loads) {
    double[] fair = fair();
    int largest = 0;
    for (int shard = 1; shard < loads.length; shard++) {
      boolean first = fair[largest] == 0;
      if (fair[shard] > 0
          && (first || loads[shard] / fair[shard] > loads[largest] / fair[largest])) {
        largest = shard;
      }
    }
    return largest;
  }

  /** The rates over the fewest newest intervals that tell them well; empty until there are. */
  private Optional<MeasuredRate> rateSince(long firstRecords) {
    Mark now = newest;
    if (now == null) {
      return Optional.empty();
    }
    for (var earlier = marks.descendingIterator(); earlier.hasNext(); ) {
      Mark mark = earlier.next();
      if (mark.records < firstRecords) {
        return Optional.empty();
      }
      if (suffices(mark, now)) {
        double[] loads = now.sizes.clone();
        Arrays.setAll(loads, shard -> loads[shard] - mark.sizes[shard]);
        double perShard = (double) (now.records - mark.records) / loads.length;
        double chance = Math.sqrt(2 * Math.log(loads.length + 1) / perShard);
        return Optional.of(new MeasuredRate(imbalance(loads), largest(loads), chance));
      }
    }
    return Optional.empty();
  }
}
