package io.shardsteer.common.control;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.config.MetricTrigger;
import io.shardsteer.common.config.MetricTrigger.Metric;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ControllerCheckpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a model is asked for: enough samples for a first one or a better one, a metric that stays
 * beyond its threshold, or the retraining interval. Not thread-safe.
 */
final class TrainingSchedule {
  /** Growth of the samples before a first model is asked for again. */
  private static final double MORE_SAMPLES = 1.25;

  /**
   * Why a model is asked for.
   *
   * @param trigger short stable name
   * @param reason for people
   */
  record Due(String trigger, String reason) {}

  private final Triggers triggers = new Triggers();
  private PipelineConfig config;
  private long lastAnswerMillis;

  /** Samples from before the start that no training uses any more. */
  private long formerSamples;

  private long samplesAtLastRequest;

  /** Samples that the present model was made of; many, where that is not known. */
  private int samplesOfModel = Integer.MAX_VALUE;

  TrainingSchedule(PipelineConfig config) {
    this.config = config;
  }

  void reconfigure(PipelineConfig changed) {
    config = changed;
  }

  /**
   * Begins, knowing of the time before only what tables and reports tell.
   *
   * @param samples sent by routers so far
   * @param modelSinceMillis when the present model took over; now, without one
   */
  void start(long samples, long modelSinceMillis) {
    formerSamples = Math.max(0, samples - config.training().maxSamples());
    lastAnswerMillis = modelSinceMillis;
  }

  /** Whether a first model should be made; {@code samples} have been sent by routers so far. */
  Optional<Due> firstModel(long samples, long nowMillis) {
    long usable = samples - formerSamples;
    if (usable < config.training().minSamples()) {
      return Optional.empty();
    }
    if (usable >= MORE_SAMPLES * samplesAtLastRequest) {
      return Optional.of(
          new Due("first_model", "There is no model, and the samples suffice for one."));
    }
    return interval(nowMillis);
  }

  /**
   * Whether the present model should be followed by another one.
   *
   * @param measured by metric; empty between looks
   * @param fairSize the mean size of a shard
   */
  Optional<Due> nextModel(
      long samples, Map<Metric, Double> measured, double fairSize, long nowMillis) {
    int most = config.training().maxSamples();
    if (samplesOfModel < most && samples - formerSamples - samplesAtLastRequest >= most) {
      String reason =
          "The model was made of %d samples, and a training may use %d by now."
              .formatted(samplesOfModel, most);
      samplesOfModel = most;
      return Optional.of(new Due("more_samples", reason));
    }
    List<MetricTrigger> watched =
        config.monitoringMetrics().stream().map(it -> complete(it, fairSize)).toList();
    Optional<Triggers.Fired> fired =
        measured.isEmpty() ? Optional.empty() : triggers.evaluate(watched, measured, nowMillis);
    if (fired.isPresent()) {
      triggers.rest(fired.get().trigger(), config.training().retrainingInterval(), nowMillis);
      return fired.map(it -> new Due(it.name(), it.reason()));
    }
    return interval(nowMillis);
  }

  private Optional<Due> interval(long nowMillis) {
    boolean isOver =
        nowMillis - lastAnswerMillis >= config.training().retrainingInterval().toMillis();
    return isOver
        ? Optional.of(new Due("retraining_interval", "The retraining interval is over."))
        : Optional.empty();
  }

  /** A trigger on imbalance without a threshold of its own has the acceptable imbalance. */
  private MetricTrigger complete(MetricTrigger trigger, double fairSize) {
    if (trigger.metric() != Metric.SHARD_IMBALANCE || trigger.threshold() > 0) {
      return trigger;
    }
    AcceptableImbalance acceptable = config.shards().acceptableImbalance();
    return new MetricTrigger(
        trigger.metric(),
        acceptable.asFraction(fairSize),
        trigger.consecutive(),
        trigger.cooldown());
  }

  void requested(long samples) {
    samplesAtLastRequest = samples - formerSamples;
  }

  /** A request was answered or given up. */
  void answered(long nowMillis) {
    lastAnswerMillis = nowMillis;
  }

  void adopted(int madeOf) {
    samplesOfModel = madeOf;
  }

  ControllerCheckpoint.Schedule save() {
    return new ControllerCheckpoint.Schedule(
        lastAnswerMillis, formerSamples, samplesAtLastRequest, samplesOfModel, triggers.save());
  }

  void restore(ControllerCheckpoint.Schedule saved) {
    lastAnswerMillis = saved.lastAnswerMillis();
    formerSamples = saved.formerSamples();
    samplesAtLastRequest = saved.samplesAtLastRequest();
    samplesOfModel = saved.samplesOfModel();
    triggers.restore(saved.triggers());
  }

  /** What was measured no longer describes what is in force. */
  void startAfresh() {
    triggers.startAfresh();
  }
}
