package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.stack.CassandraServer;
import io.shardsteer.deploy.stack.StackServer;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What may happen to a Cassandra of one node. */
@OnServers
@Tag("faults")
final class StoreFaultsIT {
  private static final int PAUSE_SECONDS = 60;
  private static final int RUSH_PER_SECOND = 4_000;

  private Servers servers;
  private Pipeline pipeline;
  @AutoClose private Drill drill;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    pipeline = Pipeline.deploy(servers, PipelineFile.named("store_faults"), 2);
    drill = Drill.begin(pipeline, 1);
  }

  @Test
  void aStoreThatStandsStillForAMinuteHoldsTheIntake() throws Exception {
    StackServer cassandra = servers.stack().cassandra();
    drill.survive(
        "Cassandra paused (SIGSTOP) for %d s, then resumed".formatted(PAUSE_SECONDS),
        "writes time out and are tried again until they work",
        publisher -> {
          cassandra.pause();
          try {
            publisher.awaitMore(PAUSE_SECONDS * Drill.PER_SECOND);
            assertThat(pipeline.progress().backlog()).as("waiting batches").isPositive();
          } finally {
            cassandra.resume();
          }
        },
        drill::awaitAllSoFar);
  }

  @Test
  @Tag("processes")
  void aStoreWhoseDisksAreFullHoldsTheIntakeUntilThereIsRoom() throws Exception {
    CassandraServer cassandra = servers.processes().cassandra();
    drill.survive(
        "no file of Cassandra may grow (RLIMIT_FSIZE), as on a full disk; then restarted with room",
        "at its next commit log segment Cassandra stops serving; routers wait",
        publisher -> {
          cassandra.fillDisks();
          try (NumberedPublisher rush = pipeline.publish(Places.FOUR_TOWNS, RUSH_PER_SECOND, 0)) {
            rush.awaitMore(RUSH_PER_SECOND);
            Awaitility.await("an end of service")
                .atMost(Duration.ofMinutes(3))
                .until(() -> !cassandra.serves());
          }
          publisher.awaitMore(Drill.PER_SECOND);
          assertThat(pipeline.progress().backlog()).as("waiting batches").isPositive();
          cassandra.kill();
          cassandra.start();
        },
        drill::awaitAllSoFar);
  }
}
