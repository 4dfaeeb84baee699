package io.shardsteer.common.control;

import io.shardsteer.common.config.ChangeWindow.Change;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.LoadBucket;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline's one decision maker: it takes reports, training outcomes and configuration, and
 * says which tables to publish, which models to ask for and what to write into the decision log.
 *
 * <p>It is built from restored state only, and all that it does follows from its inputs and the
 * times that come with them, so a simulation runs the very same code. Not thread-safe.
 *
 * <p>Reading starts here: {@link Rebalance} is the rule of the fast loop, {@link ModelLoop} the
 * slow loop.
 */
public final class Controller {
  /** Part of the known load that may be missing from reports while decisions go on. */
  private static final double MOST_SILENT_SHARE = 0.2;

  private static final long SAVE_MILLIS = 5_000;

  /** Share of a report interval that lies between two evaluations at least. */
  private static final double LEAST_SPACING = 0.5;

  /** Report intervals after which an evaluation no longer waits for those who have not reported. */
  private static final double MOST_SPACING = 1.5;

  private final PendingDecisions decisions;
  private final LoadMonitor load;
  private final RebalanceLoop splitPoints;
  private final Holds holds;
  private final ModelLoop models;
  private final RowPartitioning partitioning = new RowPartitioning();
  private final OperatorCommands commands;
  private final OldTables oldTables;
  private final RowMoves rowMoves;
  private final Optional<ControllerCheckpoint> before;
  private @Nullable ControllerCheckpoint saved;
  private long savedMillis;
  private PipelineConfig wanted;
  private PipelineConfig config;
  private String waitingFor = "";
  private Collection<String> missing = List.of();
  private long lastEvaluationMillis;

  /**
   * @param history all tables published so far; {@code RoutingTable.initial} if there are none
   * @param remembered the last report of each incarnation so far
   */
  public Controller(
      PipelineConfig config, RoutingHistory history, Collection<ShardReport> remembered) {
    this(config, history, remembered, Optional.empty());
  }

  /**
   * @param history all tables published so far; {@code RoutingTable.initial} if there are none
   * @param remembered the last report of each incarnation so far
   * @param checkpoint the newest one of a controller before, if there is one
   */
  public Controller(
      PipelineConfig config,
      RoutingHistory history,
      Collection<ShardReport> remembered,
      Optional<ControllerCheckpoint> checkpoint) {
    this(config, history, remembered, checkpoint, List.of());
  }

  /**
   * @param history all tables published so far; {@code RoutingTable.initial} if there are none
   * @param remembered the last report of each incarnation so far
   * @param checkpoint the newest one of a controller before, if there is one
   * @param buckets the load that had not expired then, where rows expire
   */
  public Controller(
      PipelineConfig config,
      RoutingHistory history,
      Collection<ShardReport> remembered,
      Optional<ControllerCheckpoint> checkpoint,
      Collection<LoadBucket> buckets) {
    this.config = config;
    wanted = config;
    before = checkpoint;
    holds = new Holds(config.control().windows());
    decisions = new PendingDecisions(history);
    decisions.reconfigure(config);
    load = new LoadMonitor(config, remembered, buckets);
    splitPoints = new RebalanceLoop(config, decisions, load);
    models = new ModelLoop(config, decisions, load, splitPoints, holds);
    commands = new OperatorCommands(decisions, models, holds, load);
    oldTables = new OldTables(decisions);
    rowMoves = new RowMoves(config, decisions, load, holds);
  }

  /** Begins. Revision 0 is published once more, so that an empty routing topic has it. */
  public List<ControllerAction> start(long nowMillis) {
    if (decisions.latest().revision() == 0) {
      decisions.publishFirst();
    }
    before.ifPresent(it -> holds.restore(it.pauses()));
    goOver(nowMillis);
    before.ifPresentOrElse(it -> restore(it, nowMillis), () -> models.start(nowMillis));
    lastEvaluationMillis = nowMillis;
    String message =
        "Goes on from revision %d with %d records so far."
            .formatted(decisions.latest().revision(), load.records());
    decisions.note(nowMillis, "started", "start", message);
    return handOver(nowMillis);
  }

  private void restore(ControllerCheckpoint checkpoint, long nowMillis) {
    commands.restore(checkpoint.commands());
    splitPoints.resolutions().restore(checkpoint.resolution());
    models.restore(checkpoint, nowMillis);
    rowMoves.restore(checkpoint.move());
    load.restore(checkpoint.corrections());
    load.restore(checkpoint.pinned());
  }

  private ControllerCheckpoint checkpoint() {
    return new ControllerCheckpoint(
        decisions.latest().revision(),
        holds.list(),
        commands.taken(),
        models.request().stream().toList(),
        models.pending().map(PendingCandidate::save).stream().toList(),
        models.save(),
        models.saveSchedule(),
        splitPoints.resolutions().save(),
        rowMoves.save(),
        load.corrections(),
        load.pinned());
  }

  private void save(long nowMillis) {
    ControllerCheckpoint now = checkpoint();
    if (!now.equals(saved)) {
      decisions.save(now);
      saved = now;
    }
    savedMillis = nowMillis;
  }

  /** What was decided is kept at once, what was only counted now and then. */
  private List<ControllerAction> handOver(long nowMillis) {
    if (decisions.isPending() || nowMillis - savedMillis >= SAVE_MILLIS) {
      save(nowMillis);
    }
    return decisions.handOver();
  }

  /**
   * Takes a router's report. What follows from the reports of an interval is decided as soon as
   * every router instance has told its own.
   */
  public List<ControllerAction> onReport(ShardReport report, long nowMillis) {
    try {
      load.accept(report, nowMillis);
    } catch (IllegalArgumentException unreadable) {
      String message =
          "Report %d of %s: %s"
              .formatted(report.sequence(), report.instance(), unreadable.getMessage());
      decisions.note(nowMillis, "no_action", "bad_report", message);
    }
    if (load.fleet().haveAllReported() && isLaterBy(LEAST_SPACING, nowMillis)) {
      evaluate(nowMillis);
    }
    return handOver(nowMillis);
  }

  private boolean isLaterBy(double intervals, long nowMillis) {
    long interval = config.control().reportInterval().toMillis();
    return nowMillis - lastEvaluationMillis >= intervals * interval;
  }

  /**
   * Takes when a table was sent at the latest. One that was held up takes effect later than it was
   * meant to.
   */
  public void onPublished(long revision, long nowMillis) {
    decisions.published(revision, nowMillis);
  }

  /** Takes what a reader or a probe has measured. */
  public void onQueries(QueryReport report, long nowMillis) {
    load.reads().accept(report, nowMillis);
    rowMoves.accept(report, nowMillis);
  }

  /**
   * Decides what is due even though not every router instance has reported. To be called at least
   * once in a report interval; more often does no harm.
   */
  public List<ControllerAction> onTick(long nowMillis) {
    load.reads().advance(nowMillis);
    models.expire(nowMillis);
    models.adoptIfFree(nowMillis);
    if (isLaterBy(MOST_SPACING, nowMillis)) {
      evaluate(nowMillis);
    }
    return handOver(nowMillis);
  }

  private void evaluate(long nowMillis) {
    goOver(nowMillis);
    decisions.divideRows(
        partitioning.of(
            decisions.latest().partitions(),
            config.shards().targetShardCount(),
            load.records(),
            load.bytes(),
            nowMillis));
    lastEvaluationMillis = nowMillis;
    load.expire(nowMillis).forEach(decisions::save);
    boolean news = load.endInterval(splitPoints.nextEffectiveFrom(nowMillis));
    if (!standsStill(nowMillis)) {
      decide(news, nowMillis);
      rowMoves.consider(models.phase(), nowMillis);
    }
  }

  private void decide(boolean news, long nowMillis) {
    if (splitPoints.shardCountDiffers()) {
      splitPoints.changeShardCount(nowMillis);
      models.shardCountChanged();
    } else if (decisions.tiesDiffer()) {
      decisions.publishTies(nowMillis);
    } else if (decisions.pinsDiffer()) {
      splitPoints.changePins(nowMillis);
    } else if (news) {
      models.steer(nowMillis);
      if (!holds.rebalancing(nowMillis)) {
        splitPoints.steer(nowMillis);
      }
    }
  }

  /** True while reports are missing; the decision log hears of it once. */
  private boolean standsStill(long nowMillis) {
    long interval = config.control().reportInterval().toMillis();
    RouterReports fleet = load.fleet();
    Collection<String> gone = fleet.forgetTheGone(nowMillis, interval);
    if (!gone.isEmpty()) {
      String message = "No longer waits for %s.".formatted(String.join(", ", gone));
      decisions.note(nowMillis, "no_action", "router_gone", message);
    }
    Collection<String> silent = fleet.silent(nowMillis, interval);
    if (silent.isEmpty() || fleet.silentShare() <= MOST_SILENT_SHARE) {
      waitingFor = "";
      noteMissing(silent, nowMillis);
      return false;
    }
    if (waitingFor.isEmpty()) {
      waitingFor = "No reports from %s.".formatted(String.join(", ", silent));
      decisions.note(nowMillis, "no_action", "stale_reports", waitingFor);
    }
    return true;
  }

  /** Few routers are missing: decisions go on without them, and the log says so once. */
  private void noteMissing(Collection<String> silent, long nowMillis) {
    if (!silent.isEmpty() && !missing.containsAll(silent)) {
      String message =
          String.format(
              Locale.ROOT,
              "No reports from %s, %.0f %% of the load: decides without them.",
              String.join(", ", silent),
              load.fleet().silentShare() * 100);
      decisions.note(nowMillis, "no_action", "router_silent", message);
    }
    missing = List.copyOf(silent);
  }

  /**
   * Has tables summarised that are old enough; to be called now and then.
   *
   * @param topic the history as it is on the routing topic
   */
  public List<ControllerAction> onTopic(RoutingHistory topic, long nowMillis) {
    oldTables.summarise(topic, config.history().exactFor(), nowMillis);
    return decisions.handOver();
  }

  /** Takes what an operator wants. */
  public List<ControllerAction> onCommand(ControllerCommand command, long nowMillis) {
    CommandAnswer answer = commands.take(command, config.shards().targetShardCount(), nowMillis);
    save(nowMillis);
    decisions.answer(answer);
    return decisions.handOver();
  }

  /** Takes what became of a request for a model. */
  public List<ControllerAction> onOutcome(TrainingOutcome outcome, long nowMillis) {
    models.take(outcome, nowMillis);
    return handOver(nowMillis);
  }

  /** Takes that stored rows were moved before it began. */
  public List<ControllerAction> remember(ReshardMessage message) {
    load.accept(message);
    rowMoves.accept(message, lastEvaluationMillis);
    return List.of();
  }

  /** Takes that stored rows were moved: sizes are where the rows are. */
  public List<ControllerAction> onReshard(ReshardMessage message, long nowMillis) {
    boolean isAsked = rowMoves.hasAskedFor(message);
    rowMoves.accept(message, nowMillis);
    Optional<List<LoadBucket>> moved = load.moved(message);
    if (moved.isPresent()) {
      moved.get().forEach(decisions::save);
      String what =
          "Reshard %d is done: %d records were moved to where revision %d puts them."
              .formatted(
                  message.reshard().number(),
                  message.records().values().stream()
                      .filter(it -> it > 0)
                      .mapToLong(it -> it)
                      .sum(),
                  message.reshard().revision());
      decisions.note(nowMillis, "resharded", isAsked ? "reshard.min_gain" : "operator", what);
    }
    return handOver(nowMillis);
  }

  /**
   * Goes on with another configuration; a new number of shards takes effect at the next tick, or
   * when nothing holds it back any more.
   */
  public List<ControllerAction> onConfig(PipelineConfig changed, long nowMillis) {
    return onConfig(changed, "", "", nowMillis);
  }

  /**
   * The same of an operator.
   *
   * @param who has pushed it; may be empty
   * @param reason why; may be empty
   */
  public List<ControllerAction> onConfig(
      PipelineConfig changed, String who, String reason, long nowMillis) {
    wanted = changed;
    holds.reconfigure(changed.control().windows());
    goOver(nowMillis);
    decisions.note(
        nowMillis,
        "reconfigured",
        "operator",
        "Goes on with a new configuration.%s%s"
            .formatted(shardCountWait(nowMillis), reason.isEmpty() ? "" : " Reason: " + reason),
        who,
        Map.of(),
        Map.of(),
        Map.of());
    return handOver(nowMillis);
  }

  /** Decides by what is wanted, but for a number of shards that has to wait. */
  private void goOver(long nowMillis) {
    int present = decisions.latest().splitPoints().count();
    boolean waits = wanted.shards().targetShardCount() != present && holds.shardCount(nowMillis);
    PipelineConfig next = waits ? wanted.with(wanted.shards().withCount(present)) : wanted;
    if (!next.equals(config)) {
      config = next;
      load.reconfigure(next);
      splitPoints.reconfigure(next);
      decisions.reconfigure(next);
      models.reconfigure(next);
      rowMoves.reconfigure(next);
    }
  }

  /** What keeps the number of shards from changing; empty if nothing does. */
  private String shardCountWait(long nowMillis) {
    if (wanted.shards().targetShardCount() == config.shards().targetShardCount()) {
      return "";
    }
    String until =
        holds.rebalancingPaused()
            ? "rebalancing is resumed"
            : Instant.ofEpochMilli(holds.opensMillis(Change.SHARD_COUNT, nowMillis)).toString();
    return " Shards stay %d instead of %d until %s."
        .formatted(config.shards().targetShardCount(), wanted.shards().targetShardCount(), until);
  }

  /** All tables, including those that are not in force yet. */
  public RoutingHistory history() {
    return decisions.history();
  }

  /** What the controller does now, for operators. */
  public ControllerStatus status(long nowMillis) {
    ControllerView view = view();
    RoutingTable latest = decisions.latest();
    long phaseUntil =
        models.phase() instanceof ModelPhase.OnProbation watched
            ? watched.probation().untilMillis()
            : models.phase() instanceof ModelPhase.AwaitingEffect awaiting
                ? awaiting.fromMillis()
                : 0;
    return new ControllerStatus(
        nowMillis,
        latest.revision(),
        latest.model().version(),
        Math.max(0, decisions.history().latestModelSinceMillis()),
        models.phase().name(),
        phaseUntil,
        view.retraining(),
        waitsFor(nowMillis),
        holds.list(),
        models.pending().map(PendingCandidate::status).stream().toList(),
        view.routers(),
        load.fleet().lagMillis(),
        view.samples(),
        view.sizes(),
        splitPoints.hotKey(),
        view.figures(),
        rowMoves.status(nowMillis),
        load.corrections());
  }

  /** For people; empty: for nothing. */
  private String waitsFor(long nowMillis) {
    List<String> waits = new ArrayList<>();
    waits.add(waitingFor.isEmpty() ? models.waitingFor(nowMillis) : waitingFor);
    waits.add(shardCountWait(nowMillis).strip());
    long opens = holds.opensMillis(Change.REBALANCING, nowMillis);
    if (opens > nowMillis) {
      waits.add("Split points stay until %s.".formatted(Instant.ofEpochMilli(opens)));
    }
    waits.removeIf(String::isEmpty);
    return String.join(" ", waits);
  }

  /** What the controller sees now. */
  public ControllerView view() {
    var figures = new HashMap<>(load.figures());
    figures.put("lag_millis", (double) load.fleet().lagMillis());
    models.performance().ifPresent(value -> figures.put("model_performance", value));
    if (splitPoints.hotKeyShare() > 0) {
      figures.put("hot_key_share", splitPoints.hotKeyShare());
    }
    load.reads()
        .millisByShard()
        .forEach((shard, millis) -> figures.put("shard_" + shard + "_read_millis", millis));
    return new ControllerView(
        decisions.latest(),
        Arrays.stream(load.sizes()).boxed().toList(),
        figures,
        load.records(),
        load.rejects(),
        load.lateRecords(),
        load.fleet().size(),
        load.samples(),
        models.request().map(RetrainRequest::id).orElse(""),
        models.onProbation(),
        waitingFor);
  }
}
