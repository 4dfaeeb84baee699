package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.LoggedDecision;
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
  void followsADriftingStreamFromColdStartThroughModelsAndSplitPointsAndLosesNothing()
      throws Exception {
    int first;
    int second;
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, 500, 0)) {
      LoggedDecision adopted = pipeline.decisionLog().await("adopted");
      first = adopted.modelVersion();
      pipeline.decisionLog().await("rebalanced", entry -> entry.modelVersion() == first);
      pipeline.decisionLog().await("settled", entry -> entry.trigger().equals("probation"));

      publisher.moveTo(Places.ONE_TOWN);
      LoggedDecision request =
          pipeline
              .decisionLog()
              .await("retrain_requested", entry -> DRIFT.contains(entry.trigger()));
      second =
          pipeline
              .decisionLog()
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
