package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.deploy.cli.rollout.ConfigPusher;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A gate that no model can pass, until the operator opens it while everything runs; and a second
 * deployment, which takes the place of what was pushed.
 */
@OnServers
final class RefusedModelIT {
  private static final String GATE = "min_r2: 0.25";

  private final PipelineFile file = PipelineFile.named("refused");
  @AutoClose private Pipeline pipeline;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    pipeline = Pipeline.deploy(servers, file.with(GATE, "min_r2: 1"), 1);
    pipeline.startTrainer("trainer");
  }

  @Test
  void leavesTheOldRoutingUntilAPushOpensTheGateAndASecondDeploymentReplacesThePush()
      throws Exception {
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, 400, 0)) {
      LoggedDecision refused = pipeline.decisionLog().await("refused");
      assertThat(refused.modelVersion()).as("model in force").isZero();
      assertThat(refused.message()).containsIgnoringCase("r2");

      ConfigPusher.Outcome pushed = pipeline.push(file);
      assertThat(pushed.answers().keySet())
          .containsExactlyInAnyOrder("controller", "router/0", "trainer");
      assertThat(pushed.isApplied()).as(pushed.toString()).isTrue();
      assertThat(pipeline.decisionLog().await("adopted").modelVersion()).isPositive();

      PipelineFile three = file.with("target_shard_count: 4", "target_shard_count: 3");
      pipeline.deployAgain(three, 1);
      publisher.awaitMore(2_000);
      assertThat(pipeline.past().tableAt(System.currentTimeMillis()).shards()).hasSize(3);
    }
    Account account = pipeline.account();
    account.mustBeBalanced();
    assertThat(account.models()).contains(0).hasSizeGreaterThan(1);
  }
}
