package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.steering.RoutingTable;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More shards, fewer shards, and rows that move after them, while records come and are read. */
@OnServers
@Tag("faults")
final class ShardCountIT {
  private static final int PER_SECOND = 300;
  private static final PipelineFile EIGHT =
      PipelineFile.named("shards").with("target_shard_count: 4", "target_shard_count: 8");

  @AutoClose private Pipeline pipeline;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    pipeline = Pipeline.deploy(servers, EIGHT, 2);
    pipeline.startTrainer("trainer");
  }

  private static PipelineFile shards(int count) {
    return EIGHT.with("target_shard_count: 8", "target_shard_count: " + count);
  }

  @Test
  void growsAndShrinksAndMovesRowsThoughItIsKilledTwiceAndLosesNothing() throws Exception {
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      pipeline.decisionLog().await("adopted");
      publisher.awaitMore(PER_SECOND);
      try (Questions questions = pipeline.questions()) {
        change(publisher, 12);
        change(publisher, 6);
        questions.awaitRounds(1);
        assertThat(questions.shardsAsked()).as("before rows move").hasSize(12);
        moveRowsKillingTwice();
        questions.awaitRounds(1);
        assertThat(questions.shardsAsked()).as("after rows have moved").hasSize(6);
      }
    }
    pipeline.account().mustBeBalanced();
    Map<Integer, Long> rows = pipeline.rows();
    assertThat(rows.keySet()).as("shards with rows: %s", rows).containsOnly(0, 1, 2, 3, 4, 5);
  }

  private void change(NumberedPublisher publisher, int shards) throws Exception {
    assertThat(pipeline.push(shards(shards)).isApplied()).isTrue();
    LoggedDecision changed =
        pipeline
            .decisionLog()
            .await(
                "reconfigured",
                entry ->
                    entry.trigger().equals("target_shard_count")
                        && entry.message().contains("to " + shards + " shards"));
    System.out.println(changed.message());
    // The table lead is 2 s; then records are routed by the new table.
    publisher.awaitMore(4 * PER_SECOND);
    RoutingTable table = pipeline.past().tableAt(System.currentTimeMillis());
    assertThat(table.shards()).hasSize(shards);
  }

  private void moveRowsKillingTwice() throws Exception {
    try (SteerCommand first = reshard("reshard-1", 500)) {
      first.awaitOutput("Every router goes by it");
      pipeline.awaitReshard(message -> message.shard() > 0 || !message.page().isEmpty());
      first.kill();
    }
    try (SteerCommand second = reshard("reshard-2", 500)) {
      second.awaitOutput("Goes on with move 1");
      try (SteerCommand other = reshard("reshard-other", 500)) {
        assertThat(other.awaitEnd()).contains("being moved by another process");
      }
      second.awaitOutput("Readers look there alone");
      pipeline.awaitRows(rows -> rows.getOrDefault(6, 0L) == 0);
      second.kill();
      assertThat(second.output()).contains("Goes on with move 1");
    }
    try (SteerCommand third = reshard("reshard-3", 2_000)) {
      String output = third.awaitEnd();
      System.out.println(output);
      assertThat(output).contains("Goes on with move 1", "Move 1 is done").doesNotContain("DIFFER");
    }
  }

  private SteerCommand reshard(String name, int rowsPerSecond) throws Exception {
    return pipeline.steer(
        name, shards(6), "reshard", "--rate", Integer.toString(rowsPerSecond), "--lag", "3");
  }
}
