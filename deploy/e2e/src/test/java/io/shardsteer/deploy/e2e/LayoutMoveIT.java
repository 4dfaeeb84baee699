package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.deploy.cli.rollout.CommandException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows that get another layout, and the former one again, while records come and are read. */
@OnServers
@Tag("faults")
final class LayoutMoveIT {
  private static final int PER_SECOND = 200;
  private static final int ROUTERS = 2;
  private static final PipelineFile BY_KEY = PipelineFile.named("layouts");
  private static final PipelineFile BY_POSITION =
      BY_KEY.with("  keyspace: e2e", "  keyspace: e2e\n  row_order: position");

  @AutoClose private Pipeline pipeline;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    pipeline = Pipeline.deploy(servers, BY_KEY, ROUTERS);
    pipeline.startTrainer("trainer");
  }

  @Test
  void movesEveryRowThereAndBackThoughMoversAndARouterAreKilledAndLosesNothing() throws Exception {
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      pipeline.decisionLog().await("adopted");
      publisher.awaitMore(10 * PER_SECOND);
      assertRefused(BY_POSITION, "reshard --to-layout position");
      try (Questions questions = pipeline.questions()) {
        moveToPositionKillingTwice();
        assertThat(tables()).allMatch(table -> table.startsWith("layouts_order_"));
        questions.awaitRounds(1);
        assertRefused(BY_KEY, "moved to another layout");
        pipeline.deployAgain(BY_POSITION, ROUTERS);
        publisher.awaitMore(3 * PER_SECOND);
        moveBackToKey();
        assertThat(tables()).allMatch(table -> table.startsWith("layouts_shard_"));
        publisher.awaitMore(3 * PER_SECOND);
        questions.awaitRounds(1);
      }
    }
    pipeline.account().mustBeBalanced();
  }

  private void assertRefused(PipelineFile file, String words) {
    assertThatThrownBy(() -> pipeline.deployAgain(file, ROUTERS))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(words);
  }

  private void moveToPositionKillingTwice() throws Exception {
    try (SteerCommand first = move("layout-1", BY_POSITION, 500)) {
      first.awaitOutput("Every router goes by it");
      pipeline.routers().get(0).kill();
      // The first of the former tables, which count from 1024 on, is copied.
      pipeline.awaitReshard(message -> message.shard() > 1_024);
      first.kill();
    }
    try (SteerCommand second = move("layout-2", BY_POSITION, 1_000)) {
      second.awaitOutput("Goes on with move 1");
      second.awaitOutput("Readers look there alone");
      pipeline.awaitReshard(message -> message.progress().deleted() > 0);
      second.kill();
    }
    // Without --to-layout it ends what is under way, and by the file that parts still run with.
    try (SteerCommand third =
        pipeline.steer("layout-3", BY_KEY, "reshard", "--rate", "5000", "--lag", "3")) {
      String output = third.awaitEnd();
      System.out.println(output);
      assertThat(output).contains("Goes on with move 1", "Move 1 is done").doesNotContain("DIFFER");
    }
  }

  private void moveBackToKey() throws Exception {
    try (SteerCommand back = move("layout-back", BY_KEY, 10_000)) {
      String output = back.awaitEnd();
      System.out.println(output);
      assertThat(output).contains("Move 2 is done").doesNotContain("DIFFER");
    }
    try (SteerCommand again = move("layout-again", BY_KEY, 10_000)) {
      assertThat(again.awaitEnd()).contains("lie so already");
    }
  }

  private SteerCommand move(String name, PipelineFile file, int rowsPerSecond) throws Exception {
    String order = file.config().storage().layout().isByPosition() ? "position" : "key";
    String rate = Integer.toString(rowsPerSecond);
    return pipeline.steer(
        name, file, "reshard", "--to-layout", order, "--rate", rate, "--lag", "3");
  }

  /** The tables that the pipeline has, which is some. */
  private Set<String> tables() {
    var storage = pipeline.config().storage();
    try (CqlSession session = CassandraSessions.open(storage, pipeline.servers().reader())) {
      Set<String> tables =
          session
              .getMetadata()
              .getKeyspace(CqlIdentifier.fromInternal(storage.keyspace()))
              .orElseThrow()
              .getTables()
              .keySet()
              .stream()
              .map(CqlIdentifier::asInternal)
              .filter(table -> table.startsWith("layouts_"))
              .collect(Collectors.toSet());
      assertThat(tables).isNotEmpty();
      return tables;
    }
  }
}
