package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.MetricTrigger;
import io.shardsteer.common.config.MetricTrigger.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TriggersTest {
  private static final Duration COOLDOWN = Duration.ofMinutes(5);

  private final Triggers triggers = new Triggers();
  private long now;

  private static MetricTrigger trigger(Metric metric) {
    return new MetricTrigger(metric, 0.3, 3, COOLDOWN);
  }

  private boolean fires(Metric metric, Map<Metric, Double> values) {
    now += 1000;
    return triggers.evaluate(List.of(trigger(metric)), values, now).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void firesAfterEnoughHitsInARowAndSaysWhy(Metric metric) {
    assertThat(fires(metric, Map.of(metric, 0.4))).isFalse();
    assertThat(fires(metric, Map.of(metric, 0.4))).isFalse();
    var fired = triggers.evaluate(List.of(trigger(metric)), Map.of(metric, 0.45), now);
    assertThat(fired).isPresent();
    assertThat(fired.orElseThrow().name()).isEqualToIgnoringCase(metric.name());
    assertThat(fired.orElseThrow().reason()).endsWith(" is 0.450, above 0.300, for 3 evaluations.");
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void doesNotFireWhereOneEvaluationIsWithinTheThreshold(Metric metric) {
    assertThat(fires(metric, Map.of(metric, 0.4))).isFalse();
    assertThat(fires(metric, Map.of(metric, 0.4))).isFalse();
    assertThat(fires(metric, Map.of(metric, 0.3))).isFalse();
    assertThat(fires(metric, Map.of(metric, 0.4))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void takesAMissingValueForNeitherAHitNorAMiss(Metric metric) {
    assertThat(fires(metric, Map.of(metric, 0.4))).isFalse();
    assertThat(fires(metric, Map.of(metric, 0.4))).isFalse();
    assertThat(fires(metric, Map.of())).isFalse();
    assertThat(fires(metric, Map.of(metric, 0.4))).isTrue();
  }

  @Test
  void restsForItsCooldown() {
    Metric metric = Metric.QUERY_LATENCY;
    for (int i = 0; i < 3; i++) {
      fires(metric, Map.of(metric, 9.0));
    }
    triggers.rest(trigger(metric), COOLDOWN, now);
    for (int second = 1; second < COOLDOWN.toSeconds(); second++) {
      assertThat(fires(metric, Map.of(metric, 9.0))).isFalse();
    }
    assertThat(fires(metric, Map.of(metric, 9.0))).isTrue();
  }

  @Test
  void countsHitsAfreshUnderAnotherModel() {
    Metric metric = Metric.MODEL_PERFORMANCE;
    fires(metric, Map.of(metric, 0.4));
    fires(metric, Map.of(metric, 0.4));
    triggers.startAfresh();
    assertThat(fires(metric, Map.of(metric, 0.4))).isFalse();
  }
}
