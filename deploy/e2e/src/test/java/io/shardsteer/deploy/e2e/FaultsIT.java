package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.model.ModelManifest;
import io.shardsteer.common.model.ModelManifest.TestVector;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.deploy.stack.FunctionProcess;
import io.shardsteer.deploy.stack.ProcessGroup;
import io.shardsteer.deploy.stack.StackServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The faults that tell most in little time; the other classes named so take longer. */
@OnServers
final class FaultsIT {
  private static final int OUTAGE_SECONDS = 20;
  private static final Duration RESTART_LIMIT = Duration.ofMinutes(2);

  private Servers servers;
  private Pipeline pipeline;
  @AutoClose private Drill drill;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    pipeline = Pipeline.deploy(servers, PipelineFile.named("faults"), 2);
    drill = Drill.begin(pipeline, 2);
  }

  // The images' single node may forget on a crash what it had answered.
  @Test
  @Tag("processes")
  void aStoreThatIsKilledHoldsTheIntakeAndLosesNothing() throws Exception {
    StackServer cassandra = servers.stack().cassandra();
    drill.survive(
        "Cassandra killed (SIGKILL) and started again after %d s".formatted(OUTAGE_SECONDS),
        "routers hold what they have and take no more until it is back",
        publisher -> {
          cassandra.kill();
          publisher.awaitMore(OUTAGE_SECONDS * Drill.PER_SECOND);
          assertThat(pipeline.progress().backlog()).as("waiting batches").isPositive();
          cassandra.start();
        },
        drill::awaitAllSoFar);
  }

  @Test
  void aRouterThatIsKilledIsReplacedAndWhatItHeldIsDeliveredAgain() throws Exception {
    int incarnations = pipeline.instancesByIncarnation().size();
    FunctionProcess victim = drill.any(pipeline.routers());
    drill.survive(
        "one of two router instances killed (SIGKILL)",
        "the other one gets what it held; Pulsar starts a new instance, which routes too",
        publisher -> victim.kill(),
        publisher -> {
          pipeline.progress().awaitAllSoFar();
          pipeline.awaitNewRouter(incarnations, RESTART_LIMIT);
        });
  }

  @Test
  void aStandbyTrainsWhenTheTrainerIsKilled() throws Exception {
    ProcessGroup active =
        drill.trainers().stream().filter(FaultsIT::hasTrained).findFirst().orElseThrow();
    ProcessGroup standby = drill.trainers().get(1 - drill.trainers().indexOf(active));
    drill.survive(
        "the active one of two trainers killed (SIGKILL), then a new model asked for",
        "routing goes on; the standby trains",
        publisher -> active.kill(),
        publisher -> {
          long askedMillis = System.currentTimeMillis();
          pipeline.retrain();
          pipeline
              .decisionLog()
              .await(Set.of("adopted", "refused"), entry -> entry.atMillis() >= askedMillis);
        });
    assertThat(hasTrained(standby)).as("the standby has trained").isTrue();
  }

  private static boolean hasTrained(ProcessGroup trainer) {
    return Drill.hasSaid(trainer, "Training pipeline=");
  }

  @Test
  void noBadModelIsEverAdopted() throws Exception {
    try (ModelForge forge = new ModelForge(pipeline)) {
      Map<Integer, byte[]> announced = badModels(forge);
      drill.survive(
          "seven bad models announced: corrupt, truncated, oversized, of other features, answering NaN, far too slow, a zip bomb",
          "each is refused with its reason in the decision log; the model in force stays",
          publisher -> {
            for (Map.Entry<Integer, byte[]> bad : announced.entrySet()) {
              long announcedMillis = System.currentTimeMillis();
              forge.announce(bad.getKey(), bad.getValue(), ModelForge.evenly(0, 1));
              LoggedDecision refused =
                  pipeline
                      .decisionLog()
                      .await(
                          "refused",
                          entry ->
                              entry.atMillis() >= announcedMillis
                                  && entry.message().contains("cannot use the package"));
              System.out.println(refused.message());
            }
          },
          drill::awaitAllSoFar);
      assertThat(PastRouting.of(servers, pipeline.config()).modelVersions())
          .as("models that have routed")
          .doesNotContainAnyElementsOf(announced.keySet());
    }
  }

  /** Packages by version; nothing but what their names say is wrong with them. */
  private static Map<Integer, byte[]> badModels(ModelForge forge) {
    Map<Integer, byte[]> bad = new LinkedHashMap<>();
    int corrupt = forge.nextVersion();
    byte[] mojo = forge.mojo();
    new Random(Pipeline.SEED).ints(200, 0, mojo.length).forEach(at -> mojo[at] ^= 0x5a);
    bad.put(corrupt, ModelPackage.write(forge.manifest(corrupt, mojo), mojo));

    int truncated = forge.nextVersion();
    byte[] whole = forge.sameModel(truncated);
    bad.put(truncated, Arrays.copyOf(whole, whole.length / 2));

    bad.put(forge.nextVersion(), new byte[33 << 20]);

    int otherFeatures = forge.nextVersion();
    bad.put(
        otherFeatures,
        ModelPackage.write(
            withColumnsReversed(forge.manifest(otherFeatures, forge.mojo())), forge.mojo()));

    int answersNan = forge.nextVersion();
    byte[] treeless = Mojos.withoutTrees(forge.mojo());
    bad.put(answersNan, ModelPackage.write(forge.manifest(answersNan, treeless), treeless));

    int slow = forge.nextVersion();
    byte[] crawling = Mojos.slow(forge.mojo(), 0.5f);
    bad.put(
        slow, ModelPackage.write(answeringAlways(0.5, forge.manifest(slow, crawling)), crawling));

    int bomb = forge.nextVersion();
    byte[] zeros = new byte[64 << 20];
    bad.put(bomb, ModelPackage.write(forge.manifest(bomb, zeros), zeros));
    return bad;
  }

  private static ModelManifest answeringAlways(double position, ModelManifest manifest) {
    return new ModelManifest(
        manifest.pipeline(),
        manifest.version(),
        manifest.modelType(),
        manifest.columns(),
        manifest.fitted(),
        manifest.mojoChecksum(),
        manifest.mojoBytes(),
        manifest.evaluation(),
        manifest.testVectors().stream()
            .map(vector -> new TestVector(vector.features(), position))
            .toList(),
        manifest.placing(),
        manifest.ordering());
  }

  private static ModelManifest withColumnsReversed(ModelManifest manifest) {
    var columns = new ArrayList<>(manifest.columns());
    Collections.reverse(columns);
    return new ModelManifest(
        manifest.pipeline(),
        manifest.version(),
        manifest.modelType(),
        List.copyOf(columns),
        manifest.fitted(),
        manifest.mojoChecksum(),
        manifest.mojoBytes(),
        manifest.evaluation(),
        manifest.testVectors(),
        manifest.placing(),
        manifest.ordering());
  }
}
