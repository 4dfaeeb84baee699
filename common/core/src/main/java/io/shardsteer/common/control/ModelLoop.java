package io.shardsteer.common.control;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.config.MetricTrigger;
import io.shardsteer.common.config.MetricTrigger.Metric;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.message.TrainingOutcome.Refused;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The slow loop: it asks for models, adopts them, watches them, and takes them back. */
final class ModelLoop {
  /** A request that was not answered for this long is given up, and another may follow. */
  private static final long PATIENCE_MILLIS = 10 * 60 * 1000;

  /** Quantiles in a candidate, and so many records do they resolve. */
  private static final int QUANTILES = 4096;

  /** Delays of the fast loop after which a look no longer waits for rates to be measured. */
  private static final int MOST_DELAYS = 20;

  private static final long UNKNOWN = -1;

  /** Growth of the samples before a first model is asked for again. */
  private static final double MORE_SAMPLES = 1.25;

  private final PendingDecisions decisions;
  private final LoadMonitor load;
  private final RebalanceLoop splitPoints;
  private final Triggers triggers = new Triggers();
  private PipelineConfig config;
  private @Nullable RetrainRequest request;
  private @Nullable Probation probation;
  private @Nullable Distribution adopted;

  /**
   * When the table that changed more than split points takes effect; 0 once it has been seen to.
   */
  private long awaitedMillis;

  private long nextLookMillis = Long.MIN_VALUE;
  private long latestLookMillis = Long.MIN_VALUE;
  private long looksFromRecord = UNKNOWN;
  private long lastAnswerMillis;
  private double fanOutAtAdoption = Double.NaN;
  private long samplesAtLastRequest;

  /** Samples from before the start that no training uses any more. */
  private long formerSamples;

  /** Samples that the present model was made of; many, where that is not known. */
  private int samplesOfModel = Integer.MAX_VALUE;

  private int lastVersion;

  ModelLoop(
      PipelineConfig config,
      PendingDecisions decisions,
      LoadMonitor load,
      RebalanceLoop splitPoints) {
    this.config = config;
    this.decisions = decisions;
    this.load = load;
    this.splitPoints = splitPoints;
    for (RoutingTable table : decisions.history().tables()) {
      lastVersion = Math.max(lastVersion, table.model().version());
    }
  }

  void start(long nowMillis) {
    formerSamples = Math.max(0, load.samples() - config.training().maxSamples());
    lastAnswerMillis = nowMillis;
    int present = decisions.latest().model().version();
    for (RoutingTable table : decisions.history().tables()) {
      if (present > 0 && table.model().version() == present) {
        lastAnswerMillis = Math.min(nowMillis, table.effectiveFromMillis());
        return;
      }
    }
  }

  void reconfigure(PipelineConfig changed) {
    config = changed;
  }

  Optional<RetrainRequest> request() {
    return Optional.ofNullable(request);
  }

  boolean onProbation() {
    return probation != null;
  }

  /** Watches the present model and asks for another if that is due. */
  void steer(long nowMillis) {
    if (awaitedMillis > 0) {
      if (load.fleet().knownUntilMillis() < awaitedMillis) {
        return;
      }
      awaitedMillis = 0;
      load.startRates();
    }
    boolean looks = isTimeToLook();
    watch(nowMillis, looks);
    if (request != null && nowMillis - request.atMillis() > PATIENCE_MILLIS) {
      String message = "Request %s was not answered and is given up.".formatted(request.id());
      decisions.note(nowMillis, "no_action", "no_answer", message);
      request = null;
      lastAnswerMillis = nowMillis;
    }
    if (request == null && probation == null) {
      considerTraining(nowMillis, looks);
    }
    if (looks) {
      nextLookMillis = splitPoints.nextEffectiveFrom(nowMillis);
      latestLookMillis = nowMillis + MOST_DELAYS * (nextLookMillis - nowMillis);
      looksFromRecord = UNKNOWN;
    }
  }

  /**
   * A look at the rates follows when they could be measured anew after the rebalances of the look
   * before took effect: what rebalances mend is no fault of the model.
   */
  private boolean isTimeToLook() {
    if (load.fleet().knownUntilMillis() >= nextLookMillis && looksFromRecord == UNKNOWN) {
      looksFromRecord = load.records();
    }
    return load.fleet().knownUntilMillis() >= latestLookMillis
        || (looksFromRecord != UNKNOWN && load.measuresRatesSince(looksFromRecord));
  }

  /**
   * Another number of shards is about to take effect: rates and fan-outs of before and after are
   * not comparable.
   */
  void shardCountChanged() {
    awaitedMillis = decisions.latest().effectiveFromMillis();
    fanOutAtAdoption = Double.NaN;
    triggers.startAfresh();
    if (probation != null) {
      probation = probation.withoutFanOut();
    }
  }

  private void watch(long nowMillis, boolean looks) {
    Probation watched = probation;
    if (watched == null) {
      return;
    }
    HealthSnapshot now = load.healthSince(looksFromRecord);
    if (Double.isNaN(fanOutAtAdoption)) {
      fanOutAtAdoption = now.fanOut();
    }
    Optional<String> worse = looks ? watched.judge(now) : Optional.empty();
    if (worse.isPresent()) {
      revert(watched, worse.get(), now, nowMillis);
    } else if (watched.isOver(load.fleet().knownUntilMillis())) {
      probation = null;
      String message = "Model %d stays.".formatted(decisions.latest().model().version());
      decisions.note(
          nowMillis,
          "settled",
          "probation",
          message,
          watched.healthBefore().toMap(),
          Map.of(),
          now.toMap());
    }
  }

  private void revert(Probation watched, String worse, HealthSnapshot now, long nowMillis) {
    RoutingTable before = watched.before();
    String message =
        "Model %d goes and model %d is back: %s."
            .formatted(decisions.latest().model().version(), before.model().version(), worse);
    long effectiveFrom = splitPoints.nextEffectiveFrom(nowMillis);
    if (before.shards().size() == config.shards().targetShardCount()) {
      SplitPoints back =
          load.recent(before.model().version())
              .map(
                  recent ->
                      splitPoints.firstSplitPoints(
                          recent.at(before.splitPoints().resolution()),
                          before.shards(),
                          effectiveFrom))
              .orElse(before.splitPoints());
      decisions.publish(before.model(), back, before.shards(), effectiveFrom, message);
    } else {
      RebalanceLoop.Divided divided = splitPoints.divide(before, effectiveFrom);
      decisions.publish(
          before.model(), divided.splitPoints(), divided.shards(), effectiveFrom, message);
    }
    decisions.note(
        nowMillis,
        "reverted",
        "probation",
        message,
        watched.healthBefore().toMap(),
        Map.of(),
        now.toMap());
    probation = null;
    adopted = null;
    awaitedMillis = decisions.latest().effectiveFromMillis();
    lastAnswerMillis = nowMillis;
  }

  private void considerTraining(long nowMillis, boolean looks) {
    if (decisions.latest().model().isHash()) {
      double needed = Math.max(config.training().minSamples(), MORE_SAMPLES * samplesAtLastRequest);
      if (samples() >= needed) {
        ask("first_model", "There is no model, and the samples suffice for one.", nowMillis);
      }
      return;
    }
    int most = config.training().maxSamples();
    if (samplesOfModel < most && samples() - samplesAtLastRequest >= most) {
      String reason =
          "The model was made of %d samples, and a training may use %d by now."
              .formatted(samplesOfModel, most);
      samplesOfModel = most;
      ask("more_samples", reason, nowMillis);
      return;
    }
    List<MetricTrigger> watched = config.monitoringMetrics().stream().map(this::complete).toList();
    Optional<Triggers.Fired> fired =
        looks ? triggers.evaluate(watched, measured(), nowMillis) : Optional.empty();
    if (fired.isPresent()) {
      triggers.rest(fired.get().trigger(), nowMillis);
      ask(fired.get().name(), fired.get().reason(), nowMillis);
    } else if (nowMillis - lastAnswerMillis >= config.training().retrainingInterval().toMillis()) {
      ask("retraining_interval", "The retraining interval is over.", nowMillis);
    }
  }

  private long samples() {
    return load.samples() - formerSamples;
  }

  /** A trigger on imbalance without a threshold of its own has the acceptable imbalance. */
  private MetricTrigger complete(MetricTrigger trigger) {
    if (trigger.metric() != Metric.SHARD_IMBALANCE || trigger.threshold() > 0) {
      return trigger;
    }
    AcceptableImbalance acceptable = config.shards().acceptableImbalance();
    double threshold =
        acceptable instanceof AcceptableImbalance.Absolute absolute
            ? absolute.load()
            : ((AcceptableImbalance.Relative) acceptable).fraction();
    return new MetricTrigger(
        trigger.metric(), threshold, trigger.consecutive(), trigger.cooldown());
  }

  private Map<Metric, Double> measured() {
    var values = new EnumMap<Metric, Double>(Metric.class);
    HealthSnapshot health = load.healthSince(looksFromRecord);
    boolean absolute =
        config.shards().acceptableImbalance() instanceof AcceptableImbalance.Absolute;
    double imbalance =
        absolute ? load.largestExcess() : health.rateImbalance() - 1 - health.rateChance();
    values.put(Metric.SHARD_IMBALANCE, imbalance);
    values.put(Metric.QUERY_LATENCY, health.readMillisP99());
    if (Double.isNaN(fanOutAtAdoption)) {
      fanOutAtAdoption = health.fanOut();
    }
    values.put(Metric.QUERY_FAN_OUT, health.fanOut() / fanOutAtAdoption);
    if (adopted == null) {
      adopted = recent().orElse(null);
    }
    performance().ifPresent(distance -> values.put(Metric.MODEL_PERFORMANCE, distance));
    values.values().removeIf(value -> value.isNaN());
    return values;
  }

  private Optional<Distribution> recent() {
    return load.recent(decisions.latest().model().version());
  }

  /**
   * How far the order has drifted since the model's adoption: the largest difference in the share
   * of load below any order key, in [0,1].
   */
  Optional<Double> performance() {
    Distribution then = adopted;
    return then == null ? Optional.empty() : recent().map(now -> now.distance(then));
  }

  /** Asks for a model because an operator wants one. */
  void askForOperator(long nowMillis) {
    if (request == null) {
      ask("operator", "An operator asks for a new model.", nowMillis);
    } else {
      String message = "Request %s is in flight already.".formatted(request.id());
      decisions.note(nowMillis, "no_action", "operator", message);
    }
  }

  private void ask(String trigger, String reason, long nowMillis) {
    lastVersion++;
    samplesAtLastRequest = samples();
    String id = "%s-%d-%d".formatted(config.pipeline(), lastVersion, nowMillis);
    request = new RetrainRequest(id, reason, trigger, lastVersion, decisions.latest(), nowMillis);
    decisions.request(request);
    var before = load.figures();
    decisions.note(nowMillis, "retrain_requested", trigger, reason, before, Map.of(), Map.of());
  }

  /** Takes what became of a request. */
  void take(TrainingOutcome outcome, long nowMillis) {
    int judgedAgainst = -1;
    if (request != null && request.id().equals(outcome.requestId())) {
      judgedAgainst = request.current().model().version();
      request = null;
      lastAnswerMillis = nowMillis;
    }
    if (outcome instanceof Candidate candidate) {
      Optional<String> flaw = flaw(candidate);
      if (flaw.isPresent()) {
        refuse("controller", flaw.get(), candidate.evaluation(), nowMillis);
      } else {
        adopt(candidate, judgedAgainst, nowMillis);
      }
    } else if (outcome instanceof Refused refused) {
      refuse("trainer", refused.reason(), refused.evaluation(), nowMillis);
    }
  }

  private void refuse(String by, String reason, Map<String, Double> evaluation, long nowMillis) {
    decisions.note(nowMillis, "refused", by, reason, evaluation, Map.of(), Map.of());
  }

  private Optional<String> flaw(Candidate candidate) {
    int version = candidate.model().version();
    boolean used =
        decisions.history().tables().stream().anyMatch(it -> it.model().version() >= version);
    if (used) {
      return Optional.of("Model version %d is not new.".formatted(version));
    }
    if (!ascend(candidate.orderKeyQuantiles()) || !ascend(candidate.presentQuantiles())) {
      return Optional.of("The candidate's order key quantiles do not ascend within [0,1].");
    }
    int present = candidate.presentQuantiles().size();
    if (present != 0 && present != candidate.orderKeyQuantiles().size()) {
      return Optional.of("The candidate has other quantiles of the present order than of its own.");
    }
    return candidate.orderKeyQuantiles().size() < 2
        ? Optional.of("The candidate has no order key quantiles.")
        : Optional.empty();
  }

  private static boolean ascend(List<Double> quantiles) {
    double previous = 0;
    for (double quantile : quantiles) {
      if (!(quantile >= previous && quantile <= 1)) {
        return false;
      }
      previous = quantile;
    }
    return true;
  }

  /** The candidate's choice, if it was made for the number of shards that there is now. */
  private List<Integer> shards(Candidate candidate) {
    List<Integer> all = IntStream.range(0, config.shards().targetShardCount()).boxed().toList();
    boolean each = candidate.shards().stream().sorted().toList().equals(all);
    return each ? candidate.shards() : all;
  }

  /**
   * The present split points in a refined order: at the same ranks, so that next to nothing moves.
   * Rebalances go on from there.
   */
  private static SplitPoints carriedOver(SplitPoints present, Candidate candidate) {
    double[] carried = new double[present.count() - 1];
    for (int i = 0; i < carried.length; i++) {
      double least = i == 0 ? 0 : carried[i - 1];
      carried[i] = Math.max(least, carriedOver(present.to(i), candidate));
    }
    return SplitPoints.of(carried);
  }

  private static double carriedOver(double splitPoint, Candidate candidate) {
    List<Double> before = candidate.presentQuantiles();
    List<Double> after = candidate.orderKeyQuantiles();
    int rank = firstNotBelow(before, splitPoint);
    if (rank == before.size()) {
      return Math.nextDown(1.0);
    }
    double position = OrderKey.position(after.get(rank));
    // A split point through records alike divides them by their keys' hashes, as before.
    if (OrderKey.position(before.get(rank)) == OrderKey.position(splitPoint)) {
      return position + splitPoint - OrderKey.position(splitPoint);
    }
    boolean apart = rank == 0 || OrderKey.position(after.get(rank - 1)) < position;
    return apart ? position : after.get(rank);
  }

  private static int firstNotBelow(List<Double> ascending, double orderKey) {
    int low = 0;
    int high = ascending.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending.get(middle) < orderKey) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** As fine as the candidate was judged to bear, and no finer than the order that it follows. */
  private static int resolution(Candidate candidate, RoutingTable before) {
    int present = before.model().isHash() ? Resolution.FULL : before.splitPoints().resolution();
    double judged =
        candidate.evaluation().getOrDefault(Candidate.RESOLUTION, (double) Resolution.FULL);
    return judged >= Resolution.LOWEST ? (int) Math.min(judged, present) : present;
  }

  private void adopt(Candidate candidate, int judgedAgainst, long nowMillis) {
    RoutingTable before = decisions.latest();
    HealthSnapshot health = load.health();
    Distribution expected =
        Distribution.ofQuantiles(
            candidate.orderKeyQuantiles(),
            candidate.evaluation().getOrDefault("later_samples", (double) QUANTILES));
    long effectiveFrom = splitPoints.nextEffectiveFromOfModel(nowMillis);
    boolean refines =
        !candidate.presentQuantiles().isEmpty()
            && before.model().version() == judgedAgainst
            && !splitPoints.shardCountDiffers();
    int resolution = resolution(candidate, before);
    List<Integer> shards = refines ? before.shards() : shards(candidate);
    SplitPoints first =
        refines && resolution == Resolution.FULL
            ? carriedOver(before.splitPoints(), candidate)
            : splitPoints.firstSplitPoints(expected.at(resolution), shards, effectiveFrom);
    RoutingTable table =
        decisions.publish(
            candidate.model(),
            first,
            shards,
            effectiveFrom,
            "model " + candidate.model().version());
    if (refines) {
      load.carryOver(
          before.model().version(),
          table.model().version(),
          orderKey -> carriedOver(orderKey, candidate));
    } else {
      load.expect(table.model().version(), expected);
    }
    load.keepModels(table.model().version(), before.model().version());
    lastVersion = Math.max(lastVersion, table.model().version());
    long until = effectiveFrom + config.control().probation().toMillis();
    probation = new Probation(before, health, until);
    adopted = expected;
    fanOutAtAdoption = Double.NaN;
    Map<String, Double> evaluation = candidate.evaluation();
    double madeOf =
        evaluation.getOrDefault("earlier_samples", (double) Integer.MAX_VALUE)
            + evaluation.getOrDefault("later_samples", 0.0);
    samplesOfModel = (int) madeOf;
    awaitedMillis = decisions.latest().effectiveFromMillis();
    triggers.startAfresh();
    String message =
        "Model %d takes over from model %d."
            .formatted(table.model().version(), before.model().version());
    decisions.note(
        nowMillis,
        "adopted",
        "candidate",
        message,
        health.toMap(),
        candidate.evaluation(),
        Map.of());
  }
}
