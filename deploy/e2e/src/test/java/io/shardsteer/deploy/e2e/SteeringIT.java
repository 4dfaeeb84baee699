package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.LedgerEntry;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The main job: a stream that drifts, two router instances, and a loop that follows by itself. */
@OnServers
final class SteeringIT {
  private static final Set<String> DRIFT = Set.of("shard_imbalance", "model_performance");

  @AutoClose private Pipeline pipeline;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    pipeline = Pipeline.deploy(servers, PipelineFile.named("drift"), 2);
    pipeline.startTrainer("trainer");
  }

  @Test
  void followsADriftingStreamFromColdStartThroughModelsAndCutsAndLosesNothing() throws Exception {
    int first;
    int second;
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, 500, 0)) {
      LedgerEntry adopted = pipeline.ledger().await("adopted");
      first = adopted.modelVersion();
      pipeline.ledger().await("re_cut", entry -> entry.modelVersion() == first);
      pipeline.ledger().await("settled", entry -> entry.trigger().equals("probation"));

      publisher.moveTo(Places.ONE_TOWN);
      LedgerEntry request =
          pipeline.ledger().await("retrain_requested", entry -> DRIFT.contains(entry.trigger()));
      second =
          pipeline
              .ledger()
              .await("adopted", entry -> entry.atMillis() > request.atMillis())
              .modelVersion();
      publisher.awaitMore(3_000);
    }
    Account account = pipeline.account();
    account.mustBeBalanced();
    assertThat(account.models()).as("models that routed records").contains(0, first, second);
    assertThat(Set.copyOf(pipeline.instancesByIncarnation().values())).hasSize(2);
  }
}
