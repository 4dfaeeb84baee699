package io.shardsteer.common.control;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.steering.RoutingHistory;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

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
  /** Share of a report interval that lies between two evaluations at least. */
  private static final double LEAST_SPACING = 0.5;

  /** Report intervals after which an evaluation no longer waits for those who have not reported. */
  private static final double MOST_SPACING = 1.5;

  private final PendingDecisions decisions;
  private final LoadMonitor load;
  private final RebalanceLoop splitPoints;
  private final ModelLoop models;
  private PipelineConfig config;
  private String waitingFor = "";
  private long lastEvaluationMillis;

  /**
   * @param history all tables published so far; {@code RoutingTable.initial} if there are none
   * @param remembered the last report of each incarnation so far
   */
  public Controller(
      PipelineConfig config, RoutingHistory history, Collection<ShardReport> remembered) {
    this.config = config;
    decisions = new PendingDecisions(history);
    load = new LoadMonitor(config, remembered);
    splitPoints = new RebalanceLoop(config, decisions, load);
    models = new ModelLoop(config, decisions, load, splitPoints);
  }

  /** Begins. Revision 0 is published once more, so that an empty routing topic has it. */
  public List<ControllerAction> start(long nowMillis) {
    if (decisions.latest().revision() == 0) {
      decisions.publishFirst();
    }
    models.start(nowMillis);
    lastEvaluationMillis = nowMillis;
    String message =
        "Goes on from revision %d with %d records so far."
            .formatted(decisions.latest().revision(), load.records());
    decisions.note(nowMillis, "started", "start", message);
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
    return decisions.handOver();
  }

  private boolean isLaterBy(double intervals, long nowMillis) {
    long interval = config.control().reportInterval().toMillis();
    return nowMillis - lastEvaluationMillis >= intervals * interval;
  }

  /** Takes what a reader or a probe has measured. */
  public void onQueries(QueryReport report, long nowMillis) {
    load.reads().accept(report, nowMillis);
  }

  /**
   * Decides what is due even though not every router instance has reported. To be called at least
   * once in a report interval; more often does no harm.
   */
  public List<ControllerAction> onTick(long nowMillis) {
    load.reads().advance(nowMillis);
    if (isLaterBy(MOST_SPACING, nowMillis)) {
      evaluate(nowMillis);
    }
    return decisions.handOver();
  }

  private void evaluate(long nowMillis) {
    lastEvaluationMillis = nowMillis;
    boolean news = load.endInterval(splitPoints.nextEffectiveFrom(nowMillis));
    if (!standsStill(nowMillis)) {
      decide(news, nowMillis);
    }
  }

  private void decide(boolean news, long nowMillis) {
    if (splitPoints.shardCountDiffers()) {
      splitPoints.changeShardCount(nowMillis);
      models.shardCountChanged();
    } else if (news) {
      models.steer(nowMillis);
      splitPoints.steer(nowMillis);
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
    if (silent.isEmpty()) {
      waitingFor = "";
      return false;
    }
    if (waitingFor.isEmpty()) {
      waitingFor = "No reports from %s.".formatted(String.join(", ", silent));
      decisions.note(nowMillis, "no_action", "stale_reports", waitingFor);
    }
    return true;
  }

  /** Takes what became of a request for a model. */
  public List<ControllerAction> onOutcome(TrainingOutcome outcome, long nowMillis) {
    models.take(outcome, nowMillis);
    return decisions.handOver();
  }

  /** Takes that stored rows were moved before it began. */
  public List<ControllerAction> remember(ReshardMessage message) {
    load.accept(message);
    return List.of();
  }

  /** Takes that stored rows were moved: sizes are where the rows are. */
  public List<ControllerAction> onReshard(ReshardMessage message, long nowMillis) {
    if (load.accept(message)) {
      String what =
          "Reshard %d is done: %d records were moved to where revision %d puts them."
              .formatted(
                  message.reshard().number(),
                  message.records().values().stream()
                      .filter(it -> it > 0)
                      .mapToLong(it -> it)
                      .sum(),
                  message.reshard().revision());
      decisions.note(nowMillis, "resharded", "operator", what);
    }
    return decisions.handOver();
  }

  /** Takes a request by an operator for a new model. */
  public List<ControllerAction> onOperatorRequest(long nowMillis) {
    models.askForOperator(nowMillis);
    return decisions.handOver();
  }

  /** Goes on with another configuration; a new number of shards takes effect at the next tick. */
  public List<ControllerAction> onConfig(PipelineConfig changed, long nowMillis) {
    config = changed;
    load.reconfigure(changed);
    splitPoints.reconfigure(changed);
    models.reconfigure(changed);
    decisions.note(nowMillis, "reconfigured", "operator", "Goes on with a new configuration.");
    return decisions.handOver();
  }

  /** All tables, including those that are not in force yet. */
  public RoutingHistory history() {
    return decisions.history();
  }

  /** What the controller sees now. */
  public ControllerView view() {
    var figures = new HashMap<>(load.figures());
    figures.put("lag_millis", (double) load.fleet().lagMillis());
    models.performance().ifPresent(value -> figures.put("model_performance", value));
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
