package io.shardsteer.functions.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.message.TrainingOutcome.Refused;
import io.shardsteer.common.steering.ModelRef;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CandidateCheckTest {
  private final PipelineConfig config =
      PipelineConfigs.fromYaml(
          """
          pipeline: trips
          input_topic: persistent://public/default/trips
          feature_extraction_pipeline:
            - {name: distance, kind: numeric, field: distance}
          """,
          "test");
  private final Candidate candidate =
      new Candidate(
          "r1",
          new ModelRef(1, "function://public/default/trips-model@v1-r1", "00"),
          List.of(),
          List.of(0.0, 1.0),
          List.of(),
          Map.of("r2", 0.9),
          1);

  @Test
  void letsARefusalPassAsItIs() throws Exception {
    var refused = new Refused("r1", "too few samples", Map.of());
    assertThat(check(url -> new byte[0]).check(refused)).isSameAs(refused);
  }

  @Test
  void refusesACandidateWhosePackageIsDamaged() throws Exception {
    TrainingOutcome seen = check(url -> new byte[] {1, 2, 3}).check(candidate);
    assertThat(seen).isInstanceOf(Refused.class);
    assertThat(((Refused) seen).requestId()).isEqualTo("r1");
    assertThat(((Refused) seen).reason()).contains("checksum");
    assertThat(((Refused) seen).evaluation()).isEqualTo(candidate.evaluation());
  }

  @Test
  void triesAgainWhileThePackageStoreIsAwayAndThenRefuses() throws Exception {
    AtomicInteger fetches = new AtomicInteger();
    TrainingOutcome seen =
        check(
                url -> {
                  fetches.incrementAndGet();
                  throw new IOException("store is away");
                })
            .check(candidate);
    assertThat(fetches).hasValue(8);
    assertThat(seen).isInstanceOf(Refused.class);
    assertThat(((Refused) seen).reason()).contains("store is away");
  }

  private CandidateCheck check(CandidateCheck.Packages packages) {
    return new CandidateCheck(packages, () -> config, 1);
  }
}
