package io.shardsteer.deploy.replay.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyOutcomesTest {
  private final KeyOutcomes outcomes = new KeyOutcomes(List.of("cancels", "buys"), 10, "leaves");

  @Test
  void namesWhatFollowsWithinTheTime() {
    buys("ann", 0);
    buys("ann", 5);
    cancels("ann", 9);
    buys("ann", 100);
    outcomes.follow();

    assertThat(outcomes.of(0)).isEqualTo("cancels+buys");
    assertThat(outcomes.of(1)).isEqualTo("cancels");
    assertThat(outcomes.of(2)).isEqualTo("leaves");
    assertThat(outcomes.of(3)).isEqualTo("leaves");
  }

  @Test
  void recordsOfOneMomentDoNotFollowEachOther() {
    buys("ann", 1);
    buys("ann", 1);
    outcomes.follow();

    assertThat(outcomes.of(0)).isEqualTo("leaves");
  }

  @Test
  void keysAreFollowedApartAndWithoutOneNothingIsKnown() {
    buys("ann", 1);
    buys("bob", 2);
    buys(null, 3);
    buys("ann", Double.NaN);
    outcomes.follow();

    assertThat(outcomes.of(0)).isEqualTo("leaves");
    assertThat(outcomes.of(2)).isEmpty();
    assertThat(outcomes.of(3)).isEmpty();
  }

  @Test
  void refusesNoEventsAtAll() {
    assertThatThrownBy(() -> new KeyOutcomes(List.of(), 10, "none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 31");
  }

  private void buys(@org.jspecify.annotations.Nullable String key, double at) {
    outcomes.add(key, at, new boolean[] {false, true});
  }

  private void cancels(String key, double at) {
    outcomes.add(key, at, new boolean[] {true, false});
  }
}
