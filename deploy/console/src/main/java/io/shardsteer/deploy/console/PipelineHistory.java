package io.shardsteer.deploy.console;

import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.control.QueryStats;
import io.shardsteer.common.message.ControllerCheckpoint.Corrections;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.DelayHistogram;
import io.shardsteer.common.message.LateTable;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.steering.RevisionOrder;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.Segment;
import io.shardsteer.common.steering.SketchedOrderKeys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one pipeline have told so far, in bounded space but for its routing tables and
 * decisions. Thread-safe; time is that of the messages.
 */
final class PipelineHistory implements RevisionOrder.Sink {
  /** Sampled records that are kept for the map. */
  static final int MOST_PLACES = 3_000;

  /** Rejected records that are kept. */
  static final int MOST_REJECTS = 50;

  private static final int MOST_DECISIONS = 20_000;
  private static final int MOST_LATE_TABLES = 100_000;

  /** A sampled record's place and shard. */
  record Place(double latitude, double longitude, int shard) {}

  /** A record that could not be routed. */
  record RejectedRecord(long atMillis, String reason, String why, String payload) {}

  private final PipelineConfig config;
  private final Map<String, ShardReport> reports = new HashMap<>();
  private final Map<Integer, ReshardMessage> reshards = new HashMap<>();
  private final Deque<LoggedDecision> decisions = new ArrayDeque<>();
  private final Map<String, Long> decisionCounts = new TreeMap<>();
  private final Map<String, Long> trainings = new TreeMap<>();
  private final QueryStats reads = new QueryStats();
  private final Frames frames = new Frames();
  private final Deque<Place> places = new ArrayDeque<>();
  private final Deque<RejectedRecord> rejectedRecords = new ArrayDeque<>();
  private final Set<String> lateTables = new HashSet<>();
  private final double[] orderSinceFrame = new double[Frame.CELLS];
  private RoutingHistory tables;
  private boolean hasTables;
  private long newestMillis;
  private long queries;
  private double trainingSeconds = Double.NaN;
  private @Nullable ControllerStatus status;
  private @Nullable String ended;

  PipelineHistory(PipelineConfig config) {
    this.config = config;
    tables = RoutingHistory.startingWith(RoutingTable.initial(config.shards().targetShardCount()));
  }

  PipelineConfig config() {
    return config;
  }

  /** The feature that is a place; empty where the pipeline has none. */
  Optional<FeatureSpec.Geo> geo() {
    return config.featureExtractionPipeline().stream()
        .filter(FeatureSpec.Geo.class::isInstance)
        .map(FeatureSpec.Geo.class::cast)
        .findFirst();
  }

  /** Notes that a message could not be read: from then on nothing here is what the topics hold. */
  synchronized void end(Throwable why) {
    ended = String.valueOf(why.getMessage());
  }

  /** Why this is no longer what the topics hold; empty while it is. */
  synchronized Optional<String> ended() {
    return Optional.ofNullable(ended);
  }

  @Override
  public synchronized void table(RoutingTable table, long publishedMillis) {
    tables = tables.followedBy(table, publishedMillis);
    hasTables = true;
  }

  @Override
  public synchronized void segment(Segment segment) {
    tables = tables.summarised(segment);
    hasTables = true;
  }

  synchronized void accept(ShardReport report) {
    ShardReport before = reports.get(report.incarnation());
    if (before != null && before.sequence() >= report.sequence()) {
      return;
    }
    reports.put(report.incarnation(), report);
    newestMillis = Math.max(newestMillis, report.atMillis());
    addOrder(report);
    addFrame();
  }

  private void addOrder(ShardReport report) {
    if (report.orderKeys().isEmpty()) {
      return;
    }
    SketchedOrderKeys told;
    try {
      told = SketchedOrderKeys.fromText(report.orderKeys());
    } catch (IllegalArgumentException unreadable) {
      return; // The controller logs it as a decision.
    }
    double share = report.orderKeysLoad() / Math.max(1, told.count());
    double[] orderKeys = told.orderKeys();
    double[] weights = told.weights();
    for (int i = 0; i < orderKeys.length; i++) {
      int cell = (int) Math.min(Frame.CELLS - 1, orderKeys[i] * Frame.CELLS);
      orderSinceFrame[cell] += weights[i] * share;
    }
  }

  private void addFrame() {
    long[] sizes = sizes();
    reads.advance(newestMillis);
    double writes =
        reports.values().stream()
            .filter(report -> report.atMillis() > newestMillis - 60_000)
            .mapToDouble(ShardReport::writeMillisP99)
            .filter(value -> !Double.isNaN(value))
            .max()
            .orElse(Double.NaN);
    Frame frame = new Frame(newestMillis, sizes, imbalance(), reads.fanOut(), writes, rejected());
    System.arraycopy(orderSinceFrame, 0, frame.load, 0, Frame.CELLS);
    java.util.Arrays.fill(orderSinceFrame, 0);
    frames.add(frame);
  }

  synchronized void accept(LoggedDecision decision) {
    decisions.addLast(decision);
    decisionCounts.merge(decision.kind(), 1L, Long::sum);
    if (decisions.size() > MOST_DECISIONS) {
      decisions.removeFirst();
    }
    newestMillis = Math.max(newestMillis, decision.atMillis());
  }

  synchronized void accept(QueryReport report) {
    reads.accept(report, Math.max(newestMillis, report.atMillis()));
    newestMillis = Math.max(newestMillis, report.atMillis());
    queries += report.queries();
  }

  synchronized void accept(ReshardMessage message) {
    reshards.put(message.reshard().number(), message);
  }

  synchronized void accept(ControllerStatus newest) {
    status = newest;
    newestMillis = Math.max(newestMillis, newest.atMillis());
  }

  synchronized void accept(TrainingOutcome outcome) {
    if (outcome instanceof TrainingOutcome.Candidate candidate) {
      trainings.merge("candidate", 1L, Long::sum);
      trainingSeconds = candidate.trainingMillis() / 1e3;
    } else {
      trainings.merge("refused", 1L, Long::sum);
    }
  }

  synchronized void accept(LateTable late) {
    if (lateTables.size() < MOST_LATE_TABLES) {
      lateTables.add(late.messageKey());
    }
  }

  synchronized void accept(RejectedRecord record) {
    rejectedRecords.addFirst(record);
    if (rejectedRecords.size() > MOST_REJECTS) {
      rejectedRecords.removeLast();
    }
  }

  synchronized void accept(Sample sample) {
    FeatureSpec.Geo place = geo().orElse(null);
    if (place != null
        && sample.fields().get(place.latitudeField()) instanceof Number latitude
        && sample.fields().get(place.longitudeField()) instanceof Number longitude) {
      places.addLast(new Place(latitude.doubleValue(), longitude.doubleValue(), sample.shard()));
      if (places.size() > MOST_PLACES) {
        places.removeFirst();
      }
    }
  }

  /** Records of each shard that takes records, with what an operator adopted. */
  synchronized long[] sizes() {
    return withAdopted(routed(true), adopted().records());
  }

  /** Records that routers have stored there. */
  synchronized long routedRecords() {
    return Arrays.stream(routed(true)).sum();
  }

  /** Payload bytes that routers have stored there. */
  synchronized long routedBytes() {
    return Arrays.stream(routed(false)).sum();
  }

  /** What {@code acceptable_shard_imbalance} bounds. */
  synchronized double imbalance() {
    return config.shards().imbalance(loads());
  }

  /** What is kept even: records or bytes of each shard that takes records. */
  synchronized long[] loads() {
    return config.shards().load() == Load.BYTES ? bytes() : sizes();
  }

  /** Payload bytes of each shard that takes records, with what an operator adopted. */
  synchronized long[] bytes() {
    return withAdopted(routed(false), adopted().bytes());
  }

  private long[] routed(boolean ofRecords) {
    long[] sums = new long[tables.latest().shards().size()];
    Stream<Map<Integer, Long>> parts =
        Stream.concat(
            reports.values().stream().map(it -> ofRecords ? it.records() : it.bytes()),
            reshards.values().stream().map(it -> ofRecords ? it.records() : it.bytes()));
    parts.forEach(
        part ->
            part.forEach(
                (shard, count) -> {
                  if (shard >= 0 && shard < sums.length) {
                    sums[shard] += count;
                  }
                }));
    return sums;
  }

  /** By how much shards hold more, or less, than was reported, as an operator adopted it. */
  private Corrections adopted() {
    return status == null ? Corrections.NONE : status.corrections();
  }

  private static long[] withAdopted(long[] sizes, Map<Integer, Long> surplus) {
    surplus.forEach(
        (shard, more) -> {
          if (shard >= 0 && shard < sizes.length) {
            sizes[shard] = Math.max(0, sizes[shard] + more);
          }
        });
    return sizes;
  }

  synchronized double perSecond(int shard) {
    return frames.perSecond(shard).orElse(Double.NaN);
  }

  /** How long records took from their publish time until they were stored. */
  synchronized DelayHistogram publishToStored() {
    return reports.values().stream()
        .map(ShardReport::publishToStored)
        .reduce(DelayHistogram.NONE, DelayHistogram::plus);
  }

  synchronized Map<String, Long> rejects() {
    Map<String, Long> sums = new TreeMap<>();
    for (ShardReport report : reports.values()) {
      report.rejects().forEach((reason, count) -> sums.merge(reason, count, Long::sum));
    }
    return sums;
  }

  private long rejected() {
    return rejects().values().stream().mapToLong(Long::longValue).sum();
  }

  /** The newest report of each router instance, by its name. */
  synchronized Collection<ShardReport> routers() {
    Map<String, ShardReport> newest = new TreeMap<>();
    for (ShardReport report : reports.values()) {
      newest.merge(report.instance(), report, (a, b) -> a.atMillis() >= b.atMillis() ? a : b);
    }
    return List.copyOf(newest.values());
  }

  synchronized long lateRecords() {
    return reports.values().stream().mapToLong(ShardReport::lateRecords).sum();
  }

  synchronized RoutingHistory tables() {
    return tables;
  }

  /** Whether a controller has published a table yet. */
  synchronized boolean isSteered() {
    return hasTables;
  }

  /** Oldest first. */
  synchronized List<LoggedDecision> decisions() {
    return List.copyOf(decisions);
  }

  synchronized Map<String, Long> decisionCounts() {
    return new TreeMap<>(decisionCounts);
  }

  synchronized Map<String, Long> trainings() {
    return new TreeMap<>(trainings);
  }

  /** Of the last candidate; NaN without any. */
  synchronized double trainingSeconds() {
    return trainingSeconds;
  }

  /** What readers and probes have reported in the last minute. */
  synchronized double fanOut() {
    reads.advance(newestMillis);
    return reads.fanOut();
  }

  synchronized Map<Integer, Double> readMillisByShard() {
    reads.advance(newestMillis);
    return reads.millisByShard();
  }

  synchronized long queries() {
    return queries;
  }

  synchronized Optional<ControllerStatus> status() {
    return Optional.ofNullable(status);
  }

  synchronized int lateTables() {
    return lateTables.size();
  }

  synchronized List<Frame> frames() {
    return new ArrayList<>(frames.all());
  }

  synchronized List<Place> places() {
    return List.copyOf(places);
  }

  /** Newest first. */
  synchronized List<RejectedRecord> rejectedRecords() {
    return List.copyOf(rejectedRecords);
  }

  /** The newest message's time, epoch milliseconds; 0 before any. */
  synchronized long newestMillis() {
    return newestMillis;
  }

  /** When a model was asked for that nobody has answered yet; 0: none is. */
  synchronized long trainingSinceMillis() {
    long since = 0;
    for (LoggedDecision decision : decisions) {
      switch (decision.kind()) {
        case "retrain_requested" -> since = decision.atMillis();
        case "adopted", "refused" -> since = 0;
        case "no_action" -> since = decision.trigger().equals("no_answer") ? 0 : since;
        default -> {}
      }
    }
    return since;
  }
}
