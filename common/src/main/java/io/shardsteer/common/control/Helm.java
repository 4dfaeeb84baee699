package io.shardsteer.common.control;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.steering.SteeringHistory;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

/**
 * The pipeline's one decision maker: it takes reports, training outcomes and configuration, and
 * says which tables to publish, which models to ask for and what to write into the ledger.
 *
 * <p>It is built from restored state only, and all that it does follows from its inputs and the
 * times that come with them, so a simulation runs the very same code. Not thread-safe.
 *
 * <p>Reading starts here: {@link ReCut} is the rule of the fast loop, {@link ModelLoop} the slow
 * loop.
 */
public final class Helm {
  /** Share of a report interval that lies between two evaluations at least. */
  private static final double LEAST_SPACING = 0.5;

  /** Report intervals after which an evaluation no longer waits for those who have not reported. */
  private static final double MOST_SPACING = 1.5;

  private final Logbook logbook;
  private final Observations observations;
  private final CutLoop cuts;
  private final ModelLoop models;
  private PipelineConfig config;
  private String standstill = "";
  private long lastEvaluationMillis;

  /**
   * @param history all tables published so far; {@code SteeringTable.initial} if there are none
   * @param remembered the last report of each incarnation so far
   */
  public Helm(PipelineConfig config, SteeringHistory history, Collection<ShardReport> remembered) {
    this.config = config;
    logbook = new Logbook(history);
    observations = new Observations(config, remembered);
    cuts = new CutLoop(config, logbook, observations);
    models = new ModelLoop(config, logbook, observations, cuts);
  }

  /** Begins. Revision 0 is published once more, so that an empty tables topic has it. */
  public List<HelmAction> start(long nowMillis) {
    if (logbook.latest().revision() == 0) {
      logbook.publishFirst();
    }
    models.start(nowMillis);
    lastEvaluationMillis = nowMillis;
    String message =
        "Goes on from revision %d with %d records so far."
            .formatted(logbook.latest().revision(), observations.records());
    logbook.note(nowMillis, "started", "start", message);
    return logbook.handOver();
  }

  /**
   * Takes a router's report. What follows from the reports of an interval is decided as soon as
   * every router instance has told its own.
   */
  public List<HelmAction> onReport(ShardReport report, long nowMillis) {
    try {
      observations.accept(report, nowMillis);
    } catch (IllegalArgumentException unreadable) {
      String message =
          "Report %d of %s: %s"
              .formatted(report.sequence(), report.instance(), unreadable.getMessage());
      logbook.note(nowMillis, "no_action", "bad_report", message);
    }
    if (observations.fleet().haveAllReported() && isLaterBy(LEAST_SPACING, nowMillis)) {
      evaluate(nowMillis);
    }
    return logbook.handOver();
  }

  private boolean isLaterBy(double intervals, long nowMillis) {
    long interval = config.control().reportInterval().toMillis();
    return nowMillis - lastEvaluationMillis >= intervals * interval;
  }

  /** Takes what a reader or a probe has measured. */
  public void onQueries(QueryReport report, long nowMillis) {
    observations.reads().accept(report, nowMillis);
  }

  /**
   * Decides what is due even though not every router instance has reported. To be called at least
   * once in a report interval; more often does no harm.
   */
  public List<HelmAction> onTick(long nowMillis) {
    observations.reads().advance(nowMillis);
    if (isLaterBy(MOST_SPACING, nowMillis)) {
      evaluate(nowMillis);
    }
    return logbook.handOver();
  }

  private void evaluate(long nowMillis) {
    lastEvaluationMillis = nowMillis;
    boolean news = observations.endInterval(cuts.nextEffectiveFrom(nowMillis));
    if (!standsStill(nowMillis)) {
      decide(news, nowMillis);
    }
  }

  private void decide(boolean news, long nowMillis) {
    if (cuts.shardCountDiffers()) {
      cuts.changeShardCount(nowMillis);
      models.shardCountChanged();
    } else if (news) {
      models.steer(nowMillis);
      cuts.steer(nowMillis);
    }
  }

  /** True while reports are missing; the ledger hears of it once. */
  private boolean standsStill(long nowMillis) {
    long interval = config.control().reportInterval().toMillis();
    RouterFleet fleet = observations.fleet();
    Collection<String> gone = fleet.forgetTheGone(nowMillis, interval);
    if (!gone.isEmpty()) {
      String message = "No longer waits for %s.".formatted(String.join(", ", gone));
      logbook.note(nowMillis, "no_action", "router_gone", message);
    }
    Collection<String> silent = fleet.silent(nowMillis, interval);
    if (silent.isEmpty()) {
      standstill = "";
      return false;
    }
    if (standstill.isEmpty()) {
      standstill = "No reports from %s.".formatted(String.join(", ", silent));
      logbook.note(nowMillis, "no_action", "stale_reports", standstill);
    }
    return true;
  }

  /** Takes what became of a request for a model. */
  public List<HelmAction> onOutcome(TrainingOutcome outcome, long nowMillis) {
    models.take(outcome, nowMillis);
    return logbook.handOver();
  }

  /** Takes that stored rows were moved before it began. */
  public List<HelmAction> remember(ReshardMessage message) {
    observations.accept(message);
    return List.of();
  }

  /** Takes that stored rows were moved: sizes are where the rows are. */
  public List<HelmAction> onReshard(ReshardMessage message, long nowMillis) {
    if (observations.accept(message)) {
      String what =
          "Reshard %d is done: %d records were moved to where revision %d puts them."
              .formatted(
                  message.reshard().number(),
                  message.records().values().stream()
                      .filter(it -> it > 0)
                      .mapToLong(it -> it)
                      .sum(),
                  message.reshard().revision());
      logbook.note(nowMillis, "resharded", "operator", what);
    }
    return logbook.handOver();
  }

  /** Takes a request by an operator for a new model. */
  public List<HelmAction> onOperatorRequest(long nowMillis) {
    models.askForOperator(nowMillis);
    return logbook.handOver();
  }

  /** Goes on with another configuration; a new number of shards takes effect at the next tick. */
  public List<HelmAction> onConfig(PipelineConfig changed, long nowMillis) {
    config = changed;
    observations.reconfigure(changed);
    cuts.reconfigure(changed);
    models.reconfigure(changed);
    logbook.note(nowMillis, "reconfigured", "operator", "Goes on with a new configuration.");
    return logbook.handOver();
  }

  /** All tables, including those that are not in force yet. */
  public SteeringHistory history() {
    return logbook.history();
  }

  /** What the helm sees now. */
  public HelmView view() {
    var figures = new HashMap<>(observations.figures());
    figures.put("lag_millis", (double) observations.fleet().lagMillis());
    models.performance().ifPresent(value -> figures.put("model_performance", value));
    observations
        .reads()
        .millisByShard()
        .forEach((shard, millis) -> figures.put("shard_" + shard + "_read_millis", millis));
    return new HelmView(
        logbook.latest(),
        Arrays.stream(observations.sizes()).boxed().toList(),
        figures,
        observations.records(),
        observations.rejects(),
        observations.lateRecords(),
        observations.fleet().size(),
        observations.samples(),
        models.request().map(RetrainRequest::id).orElse(""),
        models.onProbation(),
        standstill);
  }
}
