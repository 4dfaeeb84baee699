package io.shardsteer.deploy.replay.loop;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.control.Controller;
import io.shardsteer.common.control.ControllerAction;
import io.shardsteer.common.control.ControllerAction.LogDecision;
import io.shardsteer.common.control.ControllerAction.PublishTable;
import io.shardsteer.common.control.ControllerAction.RequestRetrain;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.TrainingOutcome.Refused;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.replay.method.CpuTime;
import io.shardsteer.deploy.replay.method.Query;
import io.shardsteer.deploy.replay.method.ShardingMethod;
import io.shardsteer.deploy.replay.method.Trial;
import io.shardsteer.trainer.evaluation.Figure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * shardsteer itself: routers, controller and trainer in one thread and in simulated time, with the
 * code that runs in the functions and in the trainer, and with the real loop's delays.
 *
 * <p>Record i reaches router i modulo their number. Routers report every report interval, each at
 * another moment of it; messages take {@value #MESSAGE_MILLIS} ms; the controller decides when all
 * have reported and looks every {@value #TICK_MILLIS} ms whether to wait longer; tables take effect
 * when they say; a model is there after the time that its training took.
 */
public final class SimulatedLoop implements ShardingMethod {
  static final long MESSAGE_MILLIS = 50;
  static final long TICK_MILLIS = 500;

  /** What the samples topic retains, as a multiple of what one training uses. */
  private static final int RETAINED_TRAININGS = 2;

  private final PipelineConfig config;
  private final Pacing pacing;
  private final ModelMaker trainer;
  private final LocatedQueries located;
  private final long outcomeMillis;
  private final OptionalDouble fixedTrainingSeconds;
  private final SimulatedRouter[] routers;
  private final Controller controller;
  private final Agenda agenda = new Agenda();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final List<LoggedDecision> decisionLog = new ArrayList<>();
  private final Map<String, Double> counts = new HashMap<>();
  private RoutingSnapshot snapshot;
  private RoutingTable inForce;
  private boolean tableIsDue;
  private long nowMillis;
  private long trainingNanos;
  private long trainingCpuNanos;

  /**
   * @param config with the trial's number of shards
   * @param fixedTrainingSeconds how long a training takes; empty: as long as it really took
   */
  public SimulatedLoop(
      Trial trial,
      PipelineConfig config,
      Pacing pacing,
      ModelMaker trainer,
      OptionalDouble fixedTrainingSeconds) {
    this.config = config;
    this.pacing = pacing;
    this.trainer = trainer;
    located = new LocatedQueries(config, trial.recording());
    outcomeMillis = config.outcomes().isNone() ? 0 : config.outcomes().delay().toMillis();
    this.fixedTrainingSeconds = fixedTrainingSeconds;
    inForce =
        RoutingTable.initial(
            trial.shards(),
            config.control().tableLead().toMillis(),
            config.shards().keepKeyTogether());
    var history = RoutingHistory.startingWith(inForce);
    snapshot = RoutingSnapshot.of(history);
    controller = new Controller(config, history, List.of());
    routers = new SimulatedRouter[trial.sources()];
    for (int i = 0; i < routers.length; i++) {
      routers[i] = new SimulatedRouter(config, trial.recording(), i, trial.seed(), this::keep);
    }
    begin(pacing.millis(0));
  }

  private void begin(long startMillis) {
    nowMillis = startMillis;
    obey(controller.start(startMillis), startMillis);
    long interval = config.control().reportInterval().toMillis();
    for (int i = 0; i < routers.length; i++) {
      SimulatedRouter router = routers[i];
      every(
          interval, startMillis + interval * (i + 1) / routers.length, now -> report(router, now));
    }
    every(TICK_MILLIS, startMillis + TICK_MILLIS, now -> obey(controller.onTick(now), now));
  }

  /** Something that happens again and again in simulated time. */
  private interface Recurring {
    void at(long nowMillis);
  }

  private void every(long intervalMillis, long firstMillis, Recurring action) {
    agenda.at(
        firstMillis,
        () -> {
          action.at(firstMillis);
          every(intervalMillis, firstMillis + intervalMillis, action);
        });
  }

  private void report(SimulatedRouter router, long atMillis) {
    ShardReport report = router.report(atMillis);
    long arrival = atMillis + MESSAGE_MILLIS;
    agenda.at(arrival, () -> obey(controller.onReport(report, arrival), arrival));
  }

  private void keep(Sample sample) {
    samples.addLast(sample);
    long forgotten = sample.publishMillis() - outcomeMillis;
    while (samples.size() > RETAINED_TRAININGS * config.training().maxSamples()
        && samples.getFirst().publishMillis() < forgotten) {
      samples.removeFirst();
    }
  }

  private void obey(List<ControllerAction> actions, long atMillis) {
    for (ControllerAction action : actions) {
      if (action instanceof PublishTable publish) {
        publish(publish.table(), atMillis);
      } else if (action instanceof RequestRetrain request) {
        agenda.at(atMillis + MESSAGE_MILLIS, () -> train(request.request(), atMillis));
      } else if (action instanceof LogDecision write) {
        decisionLog.add(write.entry());
        counts.merge(write.entry().kind(), 1.0, Double::sum);
      }
    }
  }

  private void publish(RoutingTable table, long atMillis) {
    if (table.revision() <= snapshot.history().latest().revision()) {
      return;
    }
    agenda.at(
        atMillis + MESSAGE_MILLIS,
        () -> {
          snapshot = snapshot.with(table);
          long effect = Math.max(table.effectiveFromMillis(), atMillis + MESSAGE_MILLIS);
          agenda.at(effect, () -> tableIsDue = true);
        });
  }

  /** The samples as the trainer sees them: outcomes stand only where they have arrived. */
  private List<Sample> known(long atMillis) {
    return samples.stream()
        .map(sample -> sample.publishMillis() + outcomeMillis <= atMillis ? sample : early(sample))
        .toList();
  }

  private Sample early(Sample sample) {
    Map<String, Object> fields = new HashMap<>(sample.fields());
    config.outcomes().fields().forEach(fields::remove);
    return new Sample(
        fields,
        sample.key(),
        sample.keyHash(),
        sample.shard(),
        sample.orderKey(),
        sample.revision(),
        sample.bytes(),
        sample.weight(),
        sample.publishMillis());
  }

  private void train(RetrainRequest request, long atMillis) {
    long start = System.nanoTime();
    long cpuStart = CpuTime.nanos();
    ModelMaker.Made made = trainer.make(request, known(atMillis));
    long nanos = System.nanoTime() - start;
    trainingNanos += nanos;
    trainingCpuNanos += CpuTime.nanos() - cpuStart;
    double seconds = fixedTrainingSeconds.orElse(nanos / 1e9);
    long doneMillis = atMillis + MESSAGE_MILLIS + (long) (seconds * 1000);
    if (made.outcome() instanceof Refused) {
      counts.merge("refused_models", 1.0, Double::sum);
    }
    agenda.at(
        doneMillis + MESSAGE_MILLIS,
        () -> {
          made.model()
              .ifPresent(
                  model -> {
                    snapshot = snapshot.with(model);
                    made.order().ifPresent(order -> located.learn(model.version(), order));
                  });
          obey(controller.onOutcome(made.outcome(), doneMillis), doneMillis);
        });
  }

  @Override
  public Change arrive(int record) {
    nowMillis = pacing.millis(record);
    if (nowMillis < agenda.nextMillis()) {
      return Change.NONE;
    }
    agenda.runUntil(nowMillis);
    if (!tableIsDue) {
      return Change.NONE;
    }
    tableIsDue = false;
    RoutingTable before = inForce;
    inForce = snapshot.history().at(nowMillis);
    if (inForce.revision() == before.revision()) {
      return Change.NONE;
    }
    if (inForce.model().version() != before.model().version()) {
      return Change.RETRAIN;
    }
    return inForce.splitPoints().resolution() == before.splitPoints().resolution()
        ? Change.REBALANCE
        : Change.RESOLUTION;
  }

  @Override
  public int route(int record) {
    return routers[record % routers.length].route(snapshot, record, nowMillis);
  }

  @Override
  public int locate(int record) {
    return routers[0].decide(snapshot, record, nowMillis);
  }

  @Override
  public void ask(Query query, int from, BitSet shards) {
    located
        .shards(query, snapshot.history(), new TimeRange(pacing.millis(from), nowMillis))
        .forEach(shards::set);
  }

  @Override
  public double trainingSeconds() {
    return trainingNanos / 1e9;
  }

  @Override
  public long trainingCpuNanos() {
    return trainingCpuNanos;
  }

  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new HashMap<>();
    figures.put("refused_models", counts.getOrDefault("refused_models", 0.0));
    figures.put("reverted_models", counts.getOrDefault("reverted", 0.0));
    figures.put("resolution_reduced", counts.getOrDefault("resolution_reduced", 0.0));
    figures.put("resolution_restored", counts.getOrDefault("resolution_restored", 0.0));
    figures.put("final_resolution", (double) inForce.splitPoints().resolution());
    decisionLog.stream()
        .filter(entry -> entry.kind().equals("adopted"))
        .reduce((earlier, later) -> later)
        .ifPresent(adopted -> addTemplates(adopted.expected(), figures));
    figures.put("bursts_spread", counts.getOrDefault("bursts_spread", 0.0));
    figures.put("retrain_requests", counts.getOrDefault("retrain_requested", 0.0));
    return figures;
  }

  /** What the newest model's order reads for each template, and what was attainable for each. */
  private static void addTemplates(Map<String, Double> expected, Map<String, Double> figures) {
    expected.forEach(
        (name, value) -> {
          if (name.startsWith(Figure.FAN_OUT_OF) || name.startsWith(Figure.LEAST_FAN_OUT_OF)) {
            figures.put(name, value);
          }
        });
  }

  @Override
  public List<String> journal() {
    long start = pacing.millis(0);
    return decisionLog.stream()
        .map(
            entry ->
                "%8.1f s  %-17s %-17s revision %d, model %d: %s%s"
                    .formatted(
                        (entry.atMillis() - start) / 1e3,
                        entry.kind(),
                        entry.trigger(),
                        entry.revision(),
                        entry.modelVersion(),
                        entry.message(),
                        numbers(entry)))
        .toList();
  }

  private static String numbers(LoggedDecision entry) {
    StringBuilder text = new StringBuilder();
    append(text, "before", entry.before());
    append(text, "expected", entry.expected());
    append(text, "after", entry.after());
    return text.toString();
  }

  private static void append(StringBuilder text, String when, Map<String, Double> numbers) {
    if (!numbers.isEmpty()) {
      text.append(' ').append(when);
      new TreeMap<>(numbers)
          .forEach((name, value) -> text.append(" %s=%.4g".formatted(name, value)));
    }
  }
}
