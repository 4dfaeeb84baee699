package io.shardsteer.deploy.e2e;

import io.shardsteer.deploy.stack.FunctionProcess;
import io.shardsteer.deploy.stack.ProcessGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Another version's pipeline becomes this version's under load and is taken back, in the order that
 * {@code deploy/RELEASE.md} names: nothing is lost, nothing doubled, and each answers a request for
 * a model.
 */
@OnServers
@Tag("upgrade")
@Tag("processes")
final class UpgradeIT {
  private static final int ROUTERS = 2;
  private static final int PER_SECOND = 400;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final OtherVersion other = OtherVersion.named();
  @AutoClose private Pipeline pipeline;
  private PipelineFile file;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    file = PipelineFile.named("upgrade");
    pipeline = Pipeline.deploy(servers, file, ROUTERS, other);
  }

  @Test
  void anUpgradeUnderLoadAndTheWayBackLoseNothing() throws Exception {
    ProcessGroup trainer = trainer("other-trainer", other.trainer());
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      pipeline.decisionLog().await("adopted");
      publisher.awaitMore(PER_SECOND);

      Set<Long> before = routers();
      pipeline.deployAgain(file, ROUTERS);
      awaitOthersThan(before);
      publisher.awaitMore(5L * PER_SECOND);
      trainer.close();
      trainer = trainer("trainer", Pipeline.trainerJar());
      awaitAnsweredRequest();
      publisher.awaitMore(5L * PER_SECOND);
    }
    account("a pipeline of another version upgraded under load: functions, then the trainer");

    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      publisher.awaitMore(PER_SECOND);
      trainer.close();
      trainer("other-trainer-again", other.trainer());
      Set<Long> before = routers();
      pipeline.takeOff();
      pipeline.deployAgain(ROUTERS, other);
      awaitOthersThan(before);
      publisher.awaitMore(5L * PER_SECOND);
      awaitAnsweredRequest();
      publisher.awaitMore(5L * PER_SECOND);
    }
    account("and taken back: the trainer, then functions");
  }

  private void account(String what) throws Exception {
    long begun = System.nanoTime();
    Account account = pipeline.account();
    FaultTable.add(
        what,
        "instances end and start anew, input waits meanwhile; the trainer of each answers a request",
        account,
        Duration.ofNanos(System.nanoTime() - begun));
    account.mustBeBalanced();
  }

  /** Asks for a model and waits until the controller has judged it. */
  private void awaitAnsweredRequest() {
    long askedMillis = System.currentTimeMillis();
    pipeline.retrain();
    pipeline
        .decisionLog()
        .await(Set.of("adopted", "refused"), entry -> entry.atMillis() >= askedMillis);
  }

  private ProcessGroup trainer(String name, Path jar) {
    ProcessGroup trainer = pipeline.startTrainer(name, jar);
    Awaitility.await("a trainer")
        .atMost(PATIENCE)
        .until(() -> Drill.hasSaid(trainer, "Waiting for retrain requests"));
    return trainer;
  }

  private Set<Long> routers() {
    return pipeline.routers().stream().map(FunctionProcess::pid).collect(Collectors.toSet());
  }

  private void awaitOthersThan(Set<Long> before) {
    Awaitility.await("new router instances")
        .atMost(PATIENCE)
        .until(
            () -> {
              Set<Long> now = routers();
              return now.size() == ROUTERS && now.stream().noneMatch(before::contains);
            });
  }
}
