package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.PackageStore;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.deploy.stack.FunctionProcess;
import io.shardsteer.deploy.stack.ProcessGroup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipInputStream;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.ProducerAccessMode;
import org.apache.pulsar.client.api.Schema;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What may happen to trainers and to the store of their packages. */
@OnServers
@Tag("faults")
final class TrainerFaultsIT {
  private static final int KILLS = 4;

  private Servers servers;
  private Pipeline pipeline;
  @AutoClose private Drill drill;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    pipeline = Pipeline.deploy(servers, PipelineFile.named("trainer_faults"), 1);
    drill = Drill.begin(pipeline, 1);
  }

  @Test
  void aTrainerThatIsKilledWhileItTrainsIsSucceededWithTheSameRequest() throws Exception {
    drill.survive(
        "the trainer killed (SIGKILL) %d times, each soon after it began a training"
            .formatted(KILLS),
        "its successor gets the same request and answers it",
        publisher -> {
          for (int i = 0; i < KILLS; i++) {
            long askedMillis = System.currentTimeMillis();
            ProcessGroup trainer = newest();
            long trainings = trainings(trainer);
            pipeline.retrain();
            Awaitility.await("a training")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> trainings(trainer) > trainings);
            publisher.awaitMore(drill.anyRecords(Drill.PER_SECOND));
            trainer.kill();
            drill.startTrainer();
            awaitAnswer(askedMillis);
          }
        },
        drill::awaitAllSoFar);
  }

  @Test
  void aTrainerThatIsKilledWhenItsPackageIsStoredLeavesNothingHalfDone() throws Exception {
    drill.survive(
        "the trainer killed (SIGKILL) the moment its package is in the store",
        "announced already or not, the request is answered once: by it or by its successor",
        publisher -> {
          long askedMillis = System.currentTimeMillis();
          pipeline.retrain();
          String url = packageOfRequestSince(askedMillis);
          ProcessGroup trainer = newest();
          Awaitility.await("the package")
              .atMost(Duration.ofMinutes(2))
              .pollInterval(Duration.ofMillis(5))
              .until(() -> isStored(url));
          trainer.kill();
          System.out.printf("Killed after its announcement: %b%n", Drill.hasSaid(trainer, url));
          drill.startTrainer();
          awaitAnswer(askedMillis);
        },
        drill::awaitAllSoFar);
  }

  @Test
  void aTrainerThatIsKilledBetweenUploadAndAnnouncementIsSucceededWithTheSameRequest()
      throws Exception {
    drill.survive(
        "the trainer killed (SIGKILL) after its package was stored and before it could announce it (the topic was held)",
        "nobody uses the package; its successor gets the same request, replaces the package and announces it",
        publisher -> {
          long askedMillis = System.currentTimeMillis();
          ProcessGroup trainer = newest();
          String url;
          try (Producer<byte[]> holder =
              servers
                  .client()
                  .newProducer(Schema.BYTES)
                  .topic(pipeline.topics().trainingOutcomes())
                  .accessMode(ProducerAccessMode.ExclusiveWithFencing)
                  .create()) {
            pipeline.retrain();
            url = packageOfRequestSince(askedMillis);
            Awaitility.await("the whole package")
                .atMost(Duration.ofMinutes(2))
                .until(() -> isWhole(url));
            trainer.kill();
            assertThat(holder.isConnected()).as("the topic was held all the time").isTrue();
          }
          assertThat(Drill.hasSaid(trainer, "package=" + url)).as("announced").isFalse();
          drill.startTrainer();
          awaitAnswer(askedMillis);
          assertThat(Drill.hasSaid(newest(), url)).as("announced by the successor").isTrue();
        },
        drill::awaitAllSoFar);
  }

  /** A zip file ends with its directory. */
  private boolean isWhole(String url) {
    var store = new PackageStore(servers.admin(), ModelPackage.maxBytes(pipeline.config()));
    try {
      var zip = new ZipInputStream(new ByteArrayInputStream(store.fetch(url)));
      int files = 0;
      while (zip.getNextEntry() != null) {
        zip.readAllBytes();
        files++;
      }
      return files == 2;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Test
  @Tag("processes")
  void trainerAndRoutersGoOnWhileThePackageStoreIsAway() throws Exception {
    drill.survive(
        "the package store away while a model is asked for, and a router restarted meanwhile",
        "routing goes on, in the new instance too, which has its model on disk; the trainer tries on and is answered",
        publisher -> {
          long askedMillis = System.currentTimeMillis();
          servers.processes().pulsar().takePackagesAway();
          try {
            long trainings = trainings(newest());
            pipeline.retrain();
            Awaitility.await("a training")
                .atMost(Duration.ofMinutes(2))
                .until(() -> trainings(newest()) > trainings);
            pipeline.progress().awaitAllSoFar();
            Awaitility.await("an attempt that failed")
                .atMost(Duration.ofMinutes(2))
                .until(() -> Drill.hasSaid(newest(), "Will try again"));
            Set<Long> old =
                pipeline.routers().stream().map(FunctionProcess::pid).collect(Collectors.toSet());
            drill.any(pipeline.routers()).kill();
            publisher.awaitMore(2 * Drill.PER_SECOND);
            drill.awaitRouters(1, old);
            pipeline.progress().awaitAllSoFar();
          } finally {
            servers.processes().pulsar().bringPackagesBack();
          }
          awaitAnswer(askedMillis);
        },
        drill::awaitAllSoFar);
  }

  private ProcessGroup newest() {
    List<ProcessGroup> trainers = drill.trainers();
    return trainers.get(trainers.size() - 1);
  }

  private static long trainings(ProcessGroup trainer) throws java.io.IOException {
    return java.nio.file.Files.readString(trainer.log())
        .lines()
        .filter(line -> line.contains("Training pipeline="))
        .count();
  }

  private void awaitAnswer(long askedMillis) {
    LoggedDecision answer =
        pipeline
            .decisionLog()
            .await(Set.of("adopted", "refused"), entry -> entry.atMillis() >= askedMillis);
    assertThat(answer.modelVersion()).isPositive();
  }

  private String packageOfRequestSince(long askedMillis) throws Exception {
    List<RetrainRequest> requests = new ArrayList<>();
    Awaitility.await("a request")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              requests.clear();
              TopicFollower.readThrough(
                  servers.client(),
                  pipeline.topics().retrainRequests(),
                  message ->
                      requests.add(MessageCodec.decode(message.getData(), RetrainRequest.class)));
              return requests.stream().anyMatch(it -> it.atMillis() >= askedMillis);
            });
    RetrainRequest newest = requests.get(requests.size() - 1);
    return pipeline.topics().modelPackage(newest.modelVersion(), newest.id());
  }

  private boolean isStored(String url) throws PulsarAdminException {
    try {
      servers.admin().packages().getMetadata(url);
      return true;
    } catch (PulsarAdminException.NotFoundException notYet) {
      return false;
    }
  }
}
