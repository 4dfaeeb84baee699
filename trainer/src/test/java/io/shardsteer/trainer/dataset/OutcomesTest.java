package io.shardsteer.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.OutcomesConfig;
import io.shardsteer.common.message.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomesTest {
  private static final OutcomesConfig CONFIG =
      new OutcomesConfig("outcomes", List.of("churned", "segment"), Duration.ofHours(1));

  @Test
  void joinsWhatHasArrivedByKeyAndLeavesTheRest() {
    var outcomes = new JoinedOutcomes(CONFIG);
    outcomes.arrived("ann", Map.of("segment", "a", "unnamed", "x"));
    outcomes.arrived("ann", Map.of("segment", "b", "churned", true));

    List<Sample> joined = outcomes.join(List.of(sample("ann"), sample("bob"), sample("")));

    assertThat(joined.get(0).fields())
        .isEqualTo(Map.of("amount", 5.0, "segment", "b", "churned", true));
    assertThat(joined.get(1).fields()).isEqualTo(Map.of("amount", 5.0));
    assertThat(joined)
        .extracting(sample -> JoinedOutcomes.isKnown(sample, CONFIG))
        .containsExactly(true, false, false);
  }

  private static Sample sample(String key) {
    return new Sample(Map.of("amount", 5.0), key, 1, 0, 0.5, 1, 10, 1, 1);
  }
}
