package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How many rows move when shards become more and fewer, and how fast, while some records come and a
 * router dies.
 */
@OnServers
@Tag("faults")
final class MovedRowsIT {
  private static final int FILLING_PER_SECOND = 1_000;
  private static final int FILLED = 40_000;
  private static final int PER_SECOND = 200;
  private static final PipelineFile EIGHT =
      PipelineFile.named("moved").with("target_shard_count: 4", "target_shard_count: 8");

  @AutoClose private Pipeline pipeline;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    pipeline = Pipeline.deploy(servers, EIGHT, 2);
    pipeline.startTrainer("trainer");
  }

  @Test
  void movesAsFastAsItCanAndLeavesShardsThatHoldTheirOwnAlone() throws Exception {
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, FILLING_PER_SECOND, 0)) {
      pipeline.decisionLog().await("adopted");
      publisher.awaitMore(FILLED);
    }
    pipeline.progress().awaitAllSoFar();
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      change(publisher, 12);
      try (Questions questions = pipeline.questions()) {
        pipeline.routers().get(0).kill();
        move(12);
        change(publisher, 6);
        move(6);
        assertThat(questions.shardsAsked()).isNotEmpty();
      }
    }
    pipeline.account().mustBeBalanced();
    Map<Integer, Long> rows = pipeline.rows();
    System.out.println("Rows of each shard: " + rows);
    assertThat(rows.keySet()).isSubsetOf(0, 1, 2, 3, 4, 5);
  }

  private static PipelineFile shards(int count) {
    return EIGHT.with("target_shard_count: 8", "target_shard_count: " + count);
  }

  private void change(NumberedPublisher publisher, int shards) throws Exception {
    assertThat(pipeline.push(shards(shards)).isApplied()).isTrue();
    pipeline
        .decisionLog()
        .await("reconfigured", entry -> entry.message().contains("to " + shards + " shards"));
    publisher.awaitMore(5 * PER_SECOND);
  }

  private void move(int shards) throws Exception {
    String name = "reshard-to-" + shards;
    String[] fast = {"--rate", "1000000", "--lag", "3"};
    try (SteerCommand reshard = pipeline.steer(name, shards(shards), "reshard", fast)) {
      String output = reshard.awaitEnd();
      System.out.println(output);
      assertThat(output).contains("is done").doesNotContain("DIFFER");
    }
  }
}
