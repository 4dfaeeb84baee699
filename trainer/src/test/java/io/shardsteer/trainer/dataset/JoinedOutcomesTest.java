package io.shardsteer.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.OutcomesConfig;
import io.shardsteer.common.message.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JoinedOutcomesTest {
  private static final long HOUR = 3_600_000;
  private static final OutcomesConfig CONFIG =
      new OutcomesConfig("outcomes", List.of("churned", "segment"), Duration.ofHours(1));
  private static final Sample ANN = sample("ann", 0);

  private final JoinedOutcomes outcomes =
      new JoinedOutcomes(CONFIG, List.of(ANN, sample("bob", 0), sample("", 0)));

  @Test
  void joinsWhatHasArrivedByKeyAndLeavesTheRest() {
    assertThat(outcomes.arrived("ann", Map.of("segment", "a", "unnamed", "x"), 1)).isTrue();
    assertThat(outcomes.arrived("ann", Map.of("segment", "b", "churned", true), 2)).isTrue();

    List<Sample> joined = outcomes.join(List.of(ANN, sample("bob", 0), sample("", 0)));

    assertThat(joined.get(0).fields())
        .isEqualTo(Map.of("amount", 5.0, "segment", "b", "churned", true));
    assertThat(joined.get(1).fields()).isEqualTo(Map.of("amount", 5.0));
    assertThat(joined)
        .extracting(sample -> JoinedOutcomes.isKnown(sample, CONFIG))
        .containsExactly(true, false, false);
  }

  @Test
  void takesADoubledOutcomeOnce() {
    outcomes.arrived("ann", Map.of("segment", "a"), 5);
    outcomes.arrived("ann", Map.of("segment", "a"), 5);
    assertThat(segment(ANN)).isEqualTo("a");
  }

  @Test
  void believesTheNewestOfContradictoryOutcomesInWhateverOrderTheyAreRead() {
    outcomes.arrived("ann", Map.of("segment", "corrected"), 9);
    outcomes.arrived("ann", Map.of("segment", "first"), 5);
    assertThat(segment(ANN)).isEqualTo("corrected");
  }

  @Test
  void leavesOutcomesFromBeforeARecordToEarlierRecordsOfTheKey() {
    outcomes.arrived("ann", Map.of("segment", "a"), 5);
    assertThat(segment(sample("ann", 6))).isNull();
    assertThat(segment(sample("ann", 5))).isEqualTo("a");
  }

  @Test
  void leavesOutOutcomesThatComeLongAfterTheirTime() {
    outcomes.arrived("ann", Map.of("segment", "late"), 2 * HOUR);
    outcomes.arrived("ann", Map.of("segment", "too late"), 2 * HOUR + 1);
    assertThat(segment(ANN)).isEqualTo("late");
    assertThat(segment(sample("ann", -1))).isNull();
  }

  @Test
  void ignoresValuesThatAreNeitherNumbersNorTextsNorBooleans() {
    assertThat(outcomes.arrived("ann", Map.of("segment", List.of("a")), 1)).isFalse();
    assertThat(outcomes.arrived("ann", Map.of("other", "a"), 1)).isFalse();
    assertThat(segment(ANN)).isNull();
  }

  @Test
  void keepsABoundedNumberOfOutcomesOfAKey() {
    for (int i = 0; i < 3 * JoinedOutcomes.MOST_OF_A_KEY; i++) {
      outcomes.arrived("ann", Map.of("segment", "s" + i), i);
    }
    assertThat(segment(ANN)).isEqualTo("s" + (3 * JoinedOutcomes.MOST_OF_A_KEY - 1));
  }

  private @Nullable Object segment(Sample sample) {
    return outcomes.join(List.of(sample)).get(0).fields().get("segment");
  }

  private static Sample sample(String key, long publishMillis) {
    return new Sample(Map.of("amount", 5.0), key, 1, 0, 0.5, 1, 10, 1, publishMillis);
  }
}
