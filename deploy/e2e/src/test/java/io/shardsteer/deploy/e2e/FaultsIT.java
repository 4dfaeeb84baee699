package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.stack.CassandraServer;
import io.shardsteer.deploy.stack.ProcessGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One fault after the other on a pipeline with a model, while records keep coming. */
@OnServers
final class FaultsIT {
  private static final int PER_SECOND = 400;
  private static final int OUTAGE_SECONDS = 20;
  private static final Duration RESTART_LIMIT = Duration.ofMinutes(1);

  private Servers servers;
  @AutoClose private Pipeline pipeline;
  private List<ProcessGroup> trainers;

  /** A part of a test; it may wait. */
  @FunctionalInterface
  private interface Step {
    void take(NumberedPublisher publisher) throws Exception;
  }

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    pipeline = Pipeline.deploy(servers, PipelineFile.named("faults"), 2);
    trainers = List.of(pipeline.startTrainer("trainer-a"), pipeline.startTrainer("trainer-b"));
    Awaitility.await("both trainers")
        .atMost(RESTART_LIMIT)
        .until(() -> trainers.stream().allMatch(it -> says(it, "Waiting for retrain requests")));
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      pipeline.ledger().await("adopted");
      publisher.awaitMore(PER_SECOND);
    }
  }

  @Test
  void aStoreThatIsAwayHoldsTheIntakeAndLosesNothing() throws Exception {
    CassandraServer cassandra = servers.stack().cassandra();
    survive(
        "Cassandra stopped for %d s and started again".formatted(OUTAGE_SECONDS),
        "routers hold what they have and take no more until it is back",
        publisher -> {
          cassandra.stop();
          publisher.awaitMore(OUTAGE_SECONDS * PER_SECOND);
          assertThat(pipeline.progress().backlog()).as("waiting batches").isPositive();
          cassandra.start();
        },
        publisher -> pipeline.progress().awaitAllSoFar());
  }

  @Test
  void aRouterThatIsKilledIsReplacedAndWhatItHeldIsDeliveredAgain() throws Exception {
    int incarnations = pipeline.instancesByIncarnation().size();
    ProcessHandle victim = pipeline.routers().get(0);
    survive(
        "one of two router instances killed (SIGKILL)",
        "the other one gets what it held; Pulsar starts a new instance, which routes too",
        publisher -> victim.destroyForcibly(),
        publisher -> {
          pipeline.progress().awaitAllSoFar();
          Awaitility.await("a new instance that routes")
              .atMost(RESTART_LIMIT)
              .until(() -> pipeline.instancesByIncarnation().size() > incarnations);
        });
  }

  @Test
  void aStandbyTrainsWhenTheTrainerIsKilled() throws Exception {
    ProcessGroup active = trainers.stream().filter(FaultsIT::hasTrained).findFirst().orElseThrow();
    ProcessGroup standby = trainers.get(1 - trainers.indexOf(active));
    survive(
        "the active one of two trainers killed (SIGKILL), then a new model asked for",
        "routing goes on; the standby trains",
        publisher -> active.kill(),
        publisher -> {
          long askedMillis = System.currentTimeMillis();
          pipeline.retrain();
          pipeline
              .ledger()
              .await(Set.of("adopted", "refused"), entry -> entry.atMillis() >= askedMillis);
        });
    assertThat(hasTrained(standby)).as("the standby has trained").isTrue();
  }

  private static boolean hasTrained(ProcessGroup trainer) {
    return says(trainer, "Training pipeline=");
  }

  private static boolean says(ProcessGroup trainer, String words) {
    try {
      return Files.readString(trainer.log()).contains(words);
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Publishes through a fault and the recovery from it, then accounts for every record. */
  private void survive(String what, String happened, Step fault, Step recovery) throws Exception {
    Duration seconds;
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      publisher.awaitMore(PER_SECOND);
      fault.take(publisher);
      long mendedNanos = System.nanoTime();
      recovery.take(publisher);
      seconds = Duration.ofNanos(System.nanoTime() - mendedNanos);
      publisher.awaitMore(PER_SECOND);
    }
    Account account = pipeline.account();
    FaultTable.add(what, happened, account, seconds);
    account.mustBeBalanced();
  }
}
