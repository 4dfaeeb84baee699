package io.shardsteer.common.control;

import io.shardsteer.common.config.ChangeWindow.Change;
import io.shardsteer.common.config.ControlConfig.Adoption;
import io.shardsteer.common.config.MetricTrigger.Metric;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.control.Looks.Look;
import io.shardsteer.common.control.ModelPhase.AwaitingEffect;
import io.shardsteer.common.control.ModelPhase.Hashing;
import io.shardsteer.common.control.ModelPhase.OnProbation;
import io.shardsteer.common.control.ModelPhase.Settled;
import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.message.TrainingOutcome.Refused;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The slow loop: it asks for models, adopts them, watches them, and takes them back. Where a model
 * stands is its {@link ModelPhase}, when one is asked for says the {@link TrainingSchedule}, how
 * one takes over the {@link AdoptionPlan}.
 */
final class ModelLoop {
  /** A request that was not answered for this long is given up, and another may follow. */
  private static final long PATIENCE_MILLIS = 10 * 60 * 1000;

  private static final int UNKNOWN_MODEL = -1;

  /** Quantiles by which a checkpoint remembers the load at a model's adoption. */
  private static final int SAVED_QUANTILES = 513;

  /** An imbalance that has shrunk by this part since the look before is being mended. */
  private static final double MENDING = 0.01;

  private final PendingDecisions decisions;
  private final LoadMonitor load;
  private final RebalanceLoop splitPoints;
  private final Holds holds;
  private final TrainingSchedule schedule;
  private Looks looks = new Looks();
  private PipelineConfig config;
  private ModelPhase phase = new Hashing();
  private @Nullable RetrainRequest request;
  private @Nullable PendingCandidate pending;
  private @Nullable Distribution adopted;
  private double fanOutAtAdoption = Double.NaN;
  private double lastImbalance = Double.NaN;
  private int lastVersion;

  ModelLoop(
      PipelineConfig config,
      PendingDecisions decisions,
      LoadMonitor load,
      RebalanceLoop splitPoints,
      Holds holds) {
    this.config = config;
    this.decisions = decisions;
    this.load = load;
    this.splitPoints = splitPoints;
    this.holds = holds;
    schedule = new TrainingSchedule(config);
    for (ModelRef model : decisions.history().models()) {
      lastVersion = Math.max(lastVersion, model.version());
    }
  }

  /**
   * Begins from what tables and reports tell. A model that may still be on probation is watched
   * again, compared with all that was reported so far.
   */
  void start(long nowMillis) {
    RoutingTable latest = decisions.latest();
    if (latest.model().isHash()) {
      schedule.start(load.samples(), nowMillis);
      return;
    }
    RoutingHistory history = decisions.history();
    Optional<RoutingTable> first = history.firstOf(latest.model().version());
    long since =
        first.map(RoutingTable::effectiveFromMillis).orElseGet(history::latestModelSinceMillis);
    schedule.start(load.samples(), Math.min(nowMillis, since));
    long until = since + config.control().probation().toMillis();
    // A model whose first table is summarised has been in force for long.
    Optional<RoutingTable> before = first.flatMap(it -> history.find(it.revision() - 1));
    phase =
        nowMillis < until && before.isPresent()
            ? new AwaitingEffect(
                since, new OnProbation(new Probation(before.get(), load.health(), until)))
            : new Settled();
  }

  /** What a later controller goes on from. */
  ControllerCheckpoint.Model save() {
    ModelPhase then = phase instanceof AwaitingEffect awaiting ? awaiting.then() : phase;
    List<ControllerCheckpoint.Probation> probation =
        then instanceof OnProbation watched ? List.of(watched.probation().save()) : List.of();
    return new ControllerCheckpoint.Model(
        then.name(),
        phase instanceof AwaitingEffect awaiting ? awaiting.fromMillis() : 0,
        probation,
        lastVersion,
        fanOutAtAdoption,
        lastImbalance,
        adopted == null ? List.of() : adopted.quantiles(SAVED_QUANTILES),
        List.of(looks.nextMillis(), looks.partialMillis(), looks.fromRecord()),
        load.startMillis(),
        load.startRecords(),
        load.startRejects(),
        load.inheritedImbalance());
  }

  ControllerCheckpoint.Schedule saveSchedule() {
    return schedule.save();
  }

  /**
   * Goes on where another controller was; instead of {@link #start}. What it decided after the
   * checkpoint was made is told by the tables.
   */
  void restore(ControllerCheckpoint saved, long nowMillis) {
    request = saved.request().stream().findFirst().orElse(null);
    pending = saved.waiting().stream().findFirst().map(PendingCandidate::of).orElse(null);
    ControllerCheckpoint.Model model = saved.model();
    lastVersion = Math.max(lastVersion, model.lastVersion());
    int version = decisions.latest().model().version();
    boolean isSameModel =
        saved.revision() == decisions.latest().revision()
            || decisions.history().isSince(saved.revision(), version);
    if (!isSameModel) {
      start(nowMillis);
      return;
    }
    schedule.restore(saved.schedule());
    load.restore(model);
    looks = new Looks(model.looks().get(0), model.looks().get(1), model.looks().get(2));
    fanOutAtAdoption = model.fanOutAtAdoption();
    lastImbalance = model.lastImbalance();
    adopted =
        model.adopted().isEmpty()
            ? null
            : Distribution.ofQuantiles(model.adopted(), model.adopted().size());
    ModelPhase then =
        model.probation().isEmpty()
            ? version == 0 ? new Hashing() : new Settled()
            : new OnProbation(Probation.of(model.probation().get(0)));
    phase = model.awaitedMillis() == 0 ? then : new AwaitingEffect(model.awaitedMillis(), then);
  }

  void reconfigure(PipelineConfig changed) {
    config = changed;
    schedule.reconfigure(changed);
  }

  Optional<RetrainRequest> request() {
    return Optional.ofNullable(request);
  }

  ModelPhase phase() {
    return phase;
  }

  Optional<PendingCandidate> pending() {
    return Optional.ofNullable(pending);
  }

  boolean onProbation() {
    return phase instanceof OnProbation
        || (phase instanceof AwaitingEffect awaiting && awaiting.then() instanceof OnProbation);
  }

  /** What the slow loop waits for, for people; empty: for nothing. */
  String waitingFor(long nowMillis) {
    if (pending != null) {
      return pending.refusal(whyItWaits(nowMillis));
    }
    if (request == null && holds.opensMillis(Change.MODELS, nowMillis) > nowMillis) {
      return "Models stay until %s.".formatted(opens(nowMillis));
    }
    if (phase instanceof AwaitingEffect) {
      return "for the newest routing table to be in force for all routers";
    }
    if (phase instanceof OnProbation watched && !watched.probation().seen().seesRates()) {
      return "for enough records to tell the rates under the model on probation";
    }
    if (phase instanceof Hashing && request == null) {
      return "for samples for a first model: %d of %d"
          .formatted(load.samples(), config.training().minSamples());
    }
    return request == null ? "" : "for the training %s".formatted(request.id());
  }

  /** Watches the present model and asks for another if that is due. */
  void steer(long nowMillis) {
    giveUpUnanswered(nowMillis);
    if (phase instanceof AwaitingEffect awaiting) {
      if (load.fleet().knownUntilMillis() < awaiting.fromMillis()) {
        return;
      }
      phase = awaiting.then();
      load.startRates(awaiting.fromMillis());
    }
    Look look = looks.now(load);
    HealthSnapshot health = load.healthSince(looks.fromRecord());
    if (Double.isNaN(fanOutAtAdoption)) {
      fanOutAtAdoption = health.fanOut();
    }
    if (phase instanceof OnProbation watched && !holds.modelsPaused()) {
      watch(watched.probation(), look, health, nowMillis);
    }
    if (request == null && pending == null && !holds.models(nowMillis)) {
      considerTraining(look, health, nowMillis);
    }
    looks.looked(look, splitPoints.nextEffectiveFrom(nowMillis), nowMillis);
  }

  private String whyItWaits(long nowMillis) {
    if (holds.modelsPaused()) {
      return "waits: models are paused";
    }
    boolean byApproval = config.control().adoption() == Adoption.BY_APPROVAL;
    return byApproval || !holds.models(nowMillis)
        ? "waits for approval"
        : "waits until models may change, %s".formatted(opens(nowMillis));
  }

  private Instant opens(long nowMillis) {
    return Instant.ofEpochMilli(holds.opensMillis(Change.MODELS, nowMillis));
  }

  private void giveUpUnanswered(long nowMillis) {
    if (request != null && nowMillis - request.atMillis() > PATIENCE_MILLIS) {
      String message = "Request %s was not answered and is given up.".formatted(request.id());
      decisions.note(nowMillis, "no_action", "no_answer", message);
      request = null;
      schedule.answered(nowMillis);
    }
  }

  /** Refuses a candidate that has waited too long for approval; to be called now and then. */
  void expire(long nowMillis) {
    PendingCandidate waiting = pending;
    if (waiting != null && nowMillis >= waiting.expiresMillis()) {
      pending = null;
      schedule.answered(nowMillis);
      refuse(
          "approval_timeout", waiting.refusal("was not approved in time"), "", waiting, nowMillis);
    }
  }

  /**
   * Another number of shards is about to take effect: rates and fan-outs of before and after are
   * not comparable.
   */
  void shardCountChanged() {
    fanOutAtAdoption = Double.NaN;
    schedule.startAfresh();
    ModelPhase then = phase instanceof AwaitingEffect awaiting ? awaiting.then() : phase;
    if (then instanceof OnProbation watched) {
      then = new OnProbation(watched.probation().withoutFanOut());
    }
    phase = new AwaitingEffect(decisions.latest().effectiveFromMillis(), then);
  }

  private void watch(Probation watched, Look look, HealthSnapshot now, long nowMillis) {
    Optional<String> worse = look == Look.NONE ? Optional.empty() : watched.judge(now);
    if (worse.isPresent()) {
      revert(watched, worse.get(), now, nowMillis);
    } else if (watched.isOver(load.fleet().knownUntilMillis())) {
      phase = new Settled();
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
    goBack(before, message, nowMillis);
    decisions.note(
        nowMillis,
        "reverted",
        "probation",
        message,
        watched.healthBefore().toMap(),
        Map.of(),
        now.toMap());
  }

  /** Goes back to the model of an earlier table, with split points for the sizes of now. */
  private void goBack(RoutingTable before, String reason, long nowMillis) {
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
      decisions.publish(before.model(), back, before.shards(), effectiveFrom, reason);
    } else {
      RebalanceLoop.Divided divided = splitPoints.divide(before, effectiveFrom);
      decisions.publish(
          before.model(), divided.splitPoints(), divided.shards(), effectiveFrom, reason);
    }
    adopted = null;
    fanOutAtAdoption = Double.NaN;
    schedule.answered(nowMillis);
    schedule.startAfresh();
    phase =
        new AwaitingEffect(effectiveFrom, before.model().isHash() ? new Hashing() : new Settled());
  }

  private void considerTraining(Look look, HealthSnapshot health, long nowMillis) {
    if (phase instanceof Hashing) {
      schedule.firstModel(load.samples(), nowMillis).ifPresent(due -> ask(due, "", nowMillis));
    } else if (phase instanceof Settled) {
      Map<Metric, Double> measured = look == Look.NONE ? Map.of() : measured(health);
      schedule
          .nextModel(load.samples(), measured, load.meanSize(), nowMillis)
          .ifPresent(due -> ask(due, "", nowMillis));
    }
  }

  private Map<Metric, Double> measured(HealthSnapshot health) {
    var values = new EnumMap<Metric, Double>(Metric.class);
    double imbalance = load.modelImbalance();
    // What rebalancing is mending is no fault of the model.
    boolean isMending = imbalance < lastImbalance * (1 - MENDING);
    lastImbalance = imbalance;
    values.put(Metric.SHARD_IMBALANCE, isMending ? Double.NaN : imbalance);
    values.put(Metric.QUERY_LATENCY, health.readMillisP99());
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

  /**
   * Asks for a model because an operator wants one.
   *
   * @return why it does not; empty if it does
   */
  Optional<String> askForOperator(String who, String reason, long nowMillis) {
    if (request != null) {
      String message = "Request %s is in flight already.".formatted(request.id());
      decisions.note(nowMillis, "no_action", "operator", message);
      return Optional.of(message);
    }
    String why = reason.isEmpty() ? "An operator asks for a new model." : reason;
    ask(new TrainingSchedule.Due("operator", why), who, nowMillis);
    return Optional.empty();
  }

  private void ask(TrainingSchedule.Due due, String who, long nowMillis) {
    lastVersion++;
    schedule.requested(load.samples());
    String id = "%s-%d-%d".formatted(config.pipeline(), lastVersion, nowMillis);
    request =
        new RetrainRequest(
            id, due.reason(), due.trigger(), lastVersion, decisions.latest(), nowMillis);
    decisions.request(request);
    var before = load.figures();
    decisions.note(
        nowMillis,
        "retrain_requested",
        due.trigger(),
        due.reason(),
        who,
        before,
        Map.of(),
        Map.of());
  }

  /** Takes what became of a request. */
  void take(TrainingOutcome outcome, long nowMillis) {
    int judgedAgainst = UNKNOWN_MODEL;
    if (request != null && request.id().equals(outcome.requestId())) {
      judgedAgainst = request.current().model().version();
      request = null;
      schedule.answered(nowMillis);
    }
    if (outcome instanceof Candidate candidate) {
      take(candidate, judgedAgainst, nowMillis);
    } else if (outcome instanceof Refused refused) {
      refuse("trainer", refused.reason(), "", refused.evaluation(), nowMillis);
    }
  }

  private void take(Candidate candidate, int judgedAgainst, long nowMillis) {
    Optional<String> flaw = AdoptionPlan.flaw(candidate, decisions.history());
    if (flaw.isPresent()) {
      refuse("controller", flaw.get(), "", candidate.evaluation(), nowMillis);
      return;
    }
    lastVersion = Math.max(lastVersion, candidate.model().version());
    if (config.control().adoption() == Adoption.AUTOMATIC && !holds.models(nowMillis)) {
      adopt(candidate, judgedAgainst, "", "", nowMillis);
      return;
    }
    PendingCandidate former = pending;
    if (former != null) {
      refuse(
          "controller", former.refusal("is followed by a newer candidate"), "", former, nowMillis);
    }
    long opens = holds.opensMillis(Change.MODELS, nowMillis);
    long expires = opens + config.control().approvalTimeout().toMillis();
    pending = new PendingCandidate(candidate, judgedAgainst, nowMillis, expires, load.figures());
    String message = pending.refusal(whyItWaits(nowMillis));
    decisions.note(
        nowMillis,
        "awaits_approval",
        "candidate",
        message,
        load.figures(),
        candidate.evaluation(),
        Map.of());
  }

  private void refuse(
      String by, String reason, String who, PendingCandidate waiting, long nowMillis) {
    refuse(by, reason, who, waiting.candidate().evaluation(), nowMillis);
  }

  private void refuse(
      String by, String reason, String who, Map<String, Double> evaluation, long nowMillis) {
    decisions.note(nowMillis, "refused", by, reason, who, evaluation, Map.of(), Map.of());
  }

  /**
   * Adopts the candidate that waits for approval.
   *
   * @param id of the candidate; empty: whichever waits
   * @return why it does not; empty if it does
   */
  Optional<String> approve(String id, String who, String reason, long nowMillis) {
    PendingCandidate waiting = pending;
    if (waiting == null || !waiting.isNamed(id)) {
      return Optional.of(noneWaits(id));
    }
    if (holds.modelsPaused()) {
      return Optional.of("Models are paused.\nResume them first.");
    }
    Optional<String> flaw = AdoptionPlan.flaw(waiting.candidate(), decisions.history());
    if (flaw.isPresent()) {
      return flaw;
    }
    pending = null;
    adopt(waiting.candidate(), waiting.judgedAgainst(), who, reason, nowMillis);
    return Optional.empty();
  }

  /** Refuses the candidate that waits for approval; like {@link #approve}. */
  Optional<String> reject(String id, String who, String reason, long nowMillis) {
    PendingCandidate waiting = pending;
    if (waiting == null || !waiting.isNamed(id)) {
      return Optional.of(noneWaits(id));
    }
    pending = null;
    schedule.answered(nowMillis);
    refuse("operator", waiting.refusal("was rejected. " + reason), who, waiting, nowMillis);
    return Optional.empty();
  }

  private static String noneWaits(String id) {
    return id.isEmpty()
        ? "No candidate waits for approval."
        : "No candidate %s waits for approval.".formatted(id);
  }

  /** Adopts a candidate that came when models might not change, unless an approval is wanted. */
  void adoptIfFree(long nowMillis) {
    if (pending != null
        && config.control().adoption() == Adoption.AUTOMATIC
        && !holds.models(nowMillis)) {
      Optional<String> unused = approve("", "", "", nowMillis);
    }
  }

  /**
   * Goes back to a former table's model, or to hashing.
   *
   * @return why it does not; empty if it does
   */
  Optional<String> rollBack(RoutingTable before, String who, String reason, long nowMillis) {
    int present = decisions.latest().model().version();
    if (before.model().version() == present) {
      return Optional.of(
          present == 0
              ? "Records are hashed already."
              : "Model %d routes already.".formatted(present));
    }
    Map<String, Double> figures = load.figures();
    String to =
        before.model().isHash() ? "hashing" : "model %d".formatted(before.model().version());
    String message =
        "Back from model %d to %s.%s"
            .formatted(present, to, reason.isEmpty() ? "" : " Reason: " + reason);
    goBack(before, message, nowMillis);
    decisions.note(nowMillis, "rolled_back", "operator", message, who, figures, Map.of(), Map.of());
    return Optional.empty();
  }

  private void adopt(
      Candidate candidate, int judgedAgainst, String who, String reason, long nowMillis) {
    RoutingTable before = decisions.latest();
    HealthSnapshot health = load.health();
    AdoptionPlan plan =
        AdoptionPlan.of(candidate, before, judgedAgainst, config.shards().targetShardCount());
    long effectiveFrom = splitPoints.nextEffectiveFromOfModel(nowMillis);
    SplitPoints first =
        plan.carriedSplitPoints()
            .orElseGet(
                () ->
                    splitPoints.firstSplitPoints(
                        plan.expected().at(plan.resolution()), plan.shards(), effectiveFrom));
    int version = candidate.model().version();
    decisions.publish(candidate.model(), first, plan.shards(), effectiveFrom, "model " + version);
    if (plan.refines()) {
      load.carryOver(before.model().version(), version, plan.mapping());
    } else {
      load.expect(version, plan.expected());
    }
    load.keepModels(version, before.model().version());
    lastVersion = Math.max(lastVersion, version);
    long until = effectiveFrom + config.control().probation().toMillis();
    phase =
        new AwaitingEffect(effectiveFrom, new OnProbation(new Probation(before, health, until)));
    adopted = plan.expected();
    fanOutAtAdoption = Double.NaN;
    schedule.adopted(plan.madeOf());
    schedule.startAfresh();
    String message =
        "Model %d takes over from model %d.%s"
            .formatted(
                version, before.model().version(), reason.isEmpty() ? "" : " Reason: " + reason);
    decisions.note(
        nowMillis,
        "adopted",
        who.isEmpty() ? "candidate" : "operator",
        message,
        who,
        health.toMap(),
        new HashMap<>(candidate.evaluation()),
        Map.of());
  }
}
