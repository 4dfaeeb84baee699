package io.shardsteer.common.control;

import io.shardsteer.common.config.MetricTrigger;
import io.shardsteer.common.config.MetricTrigger.Metric;
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

  /** Starts the cooldown of a trigger whose request was sent. */
  void rest(MetricTrigger trigger, long nowMillis) {
    State state = states.computeIfAbsent(trigger.metric(), unknown -> new State());
    state.hits = 0;
    state.restsUntilMillis = nowMillis + trigger.cooldown().toMillis();
  }

  /** Forgets hits: what was measured no longer describes what is in force. */
  void startAfresh() {
    states.values().forEach(state -> state.hits = 0);
  }
}
