package io.shardsteer.common.control;

import io.shardsteer.common.config.MetricTrigger;
import io.shardsteer.common.config.MetricTrigger.Metric;
import io.shardsteer.common.message.ControllerCheckpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code monitoring_metrics}: which of them calls for a new model. A metric fires after enough
 * evaluations in a row beyond its threshold and then rests for its cooldown. A metric that could
 * not be measured neither hits nor misses. Not thread-safe.
 */
final class Triggers {
  private static final class State {
    int hits;
    long restsUntilMillis = Long.MIN_VALUE;
    long restMillis;
  }

  /**
   * A metric that has fired.
   *
   * @param value what was measured last
   */
  record Fired(MetricTrigger trigger, double value) {
    /** The trigger's name in requests and in the decision log. */
    String name() {
      return trigger.metric().name().toLowerCase(Locale.ROOT);
    }

    /** Why a model is asked for. */
    String reason() {
      return String.format(
          Locale.ROOT,
          "%s is %.3f, above %.3f, for %d evaluations.",
          name(),
          value,
          trigger.threshold(),
          trigger.consecutive());
    }
  }

  private final Map<Metric, State> states = new EnumMap<>(Metric.class);

  /**
   * @param values measured, by metric; those that could not be measured are left out
   * @return the first trigger that fires, in their order
   */
  Optional<Fired> evaluate(
      List<MetricTrigger> triggers, Map<Metric, Double> values, long nowMillis) {
    Optional<Fired> fired = Optional.empty();
    for (MetricTrigger trigger : triggers) {
      Double value = values.get(trigger.metric());
      if (value == null) {
        continue;
      }
      State state = states.computeIfAbsent(trigger.metric(), unknown -> new State());
      state.hits = value > trigger.threshold() ? state.hits + 1 : 0;
      boolean fires = state.hits >= trigger.consecutive() && nowMillis >= state.restsUntilMillis;
      if (fires && fired.isEmpty()) {
        fired = Optional.of(new Fired(trigger, value));
      }
    }
    return fired;
  }

  /**
   * Starts the cooldown of a trigger whose request was sent. One that fires again soon after its
   * cooldown was not helped by a model: each time it rests twice as long.
   *
   * @param longest how long it rests at most, unless its own cooldown is longer
   */
  void rest(MetricTrigger trigger, Duration longest, long nowMillis) {
    State state = states.computeIfAbsent(trigger.metric(), unknown -> new State());
    state.hits = 0;
    long least = trigger.cooldown().toMillis();
    boolean again = state.restMillis > 0 && nowMillis - state.restsUntilMillis < state.restMillis;
    state.restMillis =
        again ? Math.max(least, Math.min(2 * state.restMillis, longest.toMillis())) : least;
    state.restsUntilMillis = nowMillis + state.restMillis;
  }

  /** The state of each metric that was ever measured. */
  List<ControllerCheckpoint.Trigger> save() {
    List<ControllerCheckpoint.Trigger> saved = new ArrayList<>();
    states.forEach(
        (metric, state) ->
            saved.add(
                new ControllerCheckpoint.Trigger(
                    metric.name(), state.hits, state.restsUntilMillis, state.restMillis)));
    return saved;
  }

  void restore(List<ControllerCheckpoint.Trigger> saved) {
    for (ControllerCheckpoint.Trigger trigger : saved) {
      State state =
          states.computeIfAbsent(Metric.valueOf(trigger.metric()), unknown -> new State());
      state.hits = trigger.hits();
      state.restsUntilMillis = trigger.restsUntilMillis();
      state.restMillis = trigger.restMillis();
    }
  }

  /** Forgets hits: what was measured no longer describes what is in force. */
  void startAfresh() {
    states.values().forEach(state -> state.hits = 0);
  }
}
