package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.TableMessage;
import io.shardsteer.common.pulsar.SteerFunction;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.deploy.stack.FunctionProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.ProducerAccessMode;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.common.functions.FunctionConfig;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What may happen to the one that decides, and to what it hears and says. */
@OnServers
@Tag("faults")
final class ControllerFaultsIT {
  private static final int KILLS = 5;
  private static final int LATE_BY = 40;

  private Servers servers;
  private Pipeline pipeline;
  @AutoClose private Drill drill;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    PipelineFile slow =
        PipelineFile.named("controller_faults")
            .with("probation: 5 seconds", "probation: 40 seconds\n  max_moved_per_rebalance: 0.1%");
    pipeline = Pipeline.deploy(servers, slow, 2);
    drill = Drill.begin(pipeline, 1);
    // Without news from the routers nothing is decided, nor does a probation end.
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, Drill.PER_SECOND, 0)) {
      pipeline.decisionLog().await("settled", entry -> entry.trigger().equals("probation"));
      publisher.awaitMore(Drill.PER_SECOND);
    }
  }

  @Test
  void aControllerThatIsKilledWhileItMovesSplitPointsIsSucceededByOneThatGoesOn() throws Exception {
    drill.survive(
        "the metrics function killed (SIGKILL) %d times, each right after a rebalance"
            .formatted(KILLS),
        "its successor goes on from the last table; no revision is used twice",
        publisher -> {
          for (int i = 0; i < KILLS; i++) {
            publisher.moveTo(i % 2 == 0 ? Places.ONE_TOWN : Places.FOUR_TOWNS);
            long started = pipeline.decisionLog().count("started");
            pipeline.decisionLog().awaitNext("rebalanced");
            pipeline.controllers().forEach(FunctionProcess::kill);
            pipeline.decisionLog().awaitAfter("started", started);
          }
          pipeline.decisionLog().awaitNext("rebalanced");
        },
        drill::awaitAllSoFar);
    assertThat(revisions()).doesNotHaveDuplicates();
  }

  @Test
  void ofTwoControllersOneDecidesAndTheOtherTakesOverWhenTheFirstFallsSilent() throws Exception {
    FunctionProcess first = pipeline.controllers().get(0);
    FunctionConfig second = secondController();
    servers.admin().functions().createFunction(second, functionJar());
    try {
      drill.survive(
          "a second metrics function deployed; the first one paused (SIGSTOP) until the second took over, then resumed",
          "one decides at any time: resumed, the first is fenced by the broker and waits",
          publisher -> {
            publisher.moveTo(Places.ONE_TOWN);
            long started = pipeline.decisionLog().count("started");
            first.pause();
            try {
              pipeline.decisionLog().awaitAfter("started", started);
              pipeline.decisionLog().awaitNext("rebalanced");
            } finally {
              first.resume();
            }
            publisher.moveTo(Places.FOUR_TOWNS);
            pipeline.decisionLog().awaitNext("rebalanced");
          },
          drill::awaitAllSoFar);
      assertThat(revisions()).doesNotHaveDuplicates();
    } finally {
      servers
          .admin()
          .functions()
          .deleteFunction(second.getTenant(), second.getNamespace(), second.getName());
    }
  }

  private FunctionConfig secondController() throws Exception {
    FunctionConfig config =
        servers
            .admin()
            .functions()
            .getFunction(
                "public", "default", SteerFunction.METRICS.name(pipeline.config().pipeline()));
    config.setName(config.getName() + "-second");
    config.setSubName(null);
    config.setJar(null);
    return config;
  }

  private static String functionJar() {
    return java.nio.file.Path.of(
            System.getProperty("shardsteer.deployed", "target"), "shardsteer-functions-all.jar")
        .toString();
  }

  @Test
  void tablesThatNobodyShouldFollowAreFollowedByNobody() throws Exception {
    drill.survive(
        "on the routing topic: a shard that nobody created, a used revision, effective-from in a day and a lead of a day",
        "routers, controller and readers leave them out; the controller, fenced by the stranger, comes back",
        publisher -> {
          long started = pipeline.decisionLog().count("started");
          RoutingTable newest = PastRouting.of(servers, pipeline.config()).newest();
          try (Producer<byte[]> stranger =
              servers
                  .client()
                  .newProducer(Schema.BYTES)
                  .topic(pipeline.topics().tables())
                  .accessMode(ProducerAccessMode.ExclusiveWithFencing)
                  .create()) {
            for (byte[] bad : badTables(newest)) {
              stranger.newMessage().key("stranger").value(bad).send();
            }
          }
          pipeline.decisionLog().awaitAfter("started", started);
          publisher.moveTo(Places.ONE_TOWN);
          pipeline.decisionLog().awaitNext("rebalanced");
        },
        drill::awaitAllSoFar);
  }

  private static List<byte[]> badTables(RoutingTable newest) {
    long now = System.currentTimeMillis();
    long next = newest.revision() + 1;
    List<Integer> turned = new ArrayList<>(newest.shards());
    Collections.rotate(turned, 1);
    List<Integer> stray = new ArrayList<>(newest.shards());
    stray.set(0, 99);
    return List.of(
        encoded(table(newest, next, stray, now + 2_000)),
        encoded(table(newest, newest.revision(), turned, now + 2_000)),
        encoded(
            new RoutingTable(
                next,
                newest.model(),
                newest.splitPoints(),
                turned,
                now,
                Duration.ofDays(1).toMillis(),
                "a stranger's")),
        encoded(table(newest, next, turned, now + Duration.ofDays(1).toMillis())));
  }

  private static byte[] encoded(RoutingTable table) {
    return MessageCodec.encode(new TableMessage(table));
  }

  private static RoutingTable table(
      RoutingTable like, long revision, List<Integer> shards, long effectiveFrom) {
    return new RoutingTable(
        revision,
        like.model(),
        SplitPoints.of(like.splitPoints().toArray()),
        shards,
        effectiveFrom,
        "a stranger's");
  }

  @Test
  void reportsThatComeTwiceAndLateAreCountedOnce() throws Exception {
    String topic = pipeline.topics().reports();
    Deque<Message<byte[]>> echo = new ArrayDeque<>();
    Account account;
    try (Producer<byte[]> again =
        servers.client().newProducer(Schema.BYTES).topic(topic).create()) {
      TopicFollower reports =
          TopicFollower.follow(
              servers.client(),
              topic,
              message -> {
                if (!message.hasProperty("echo")) {
                  repeat(again, message);
                  echo.add(message);
                  if (echo.size() > LATE_BY) {
                    repeat(again, echo.remove());
                  }
                }
              });
      account =
          drill.survive(
              "every report of the routers sent three times, once %d reports late"
                  .formatted(LATE_BY),
              "the controller counts each record once, also after a restart that remembers the late ones",
              publisher -> publisher.awaitMore(40L * Drill.PER_SECOND),
              drill::awaitAllSoFar);
      reports.close();
    }
    assertThatARestartRemembers(account.published());
  }

  private void assertThatARestartRemembers(long records) {
    LoggedDecision remembered = pipeline.restartController();
    assertThat(remembered.message()).contains("with %d records so far".formatted(records));
  }

  @Test
  void reportsThatAreLostLeaveNoRecordUncounted() throws Exception {
    String topic = pipeline.topics().reports();
    Account account =
        drill.survive(
            "every report of the routers lost (the broker refuses them) until the controller misses them, then none",
            "the controller stands still and says so; the next report tells what the lost ones would have",
            publisher -> {
              long lostFromMillis = System.currentTimeMillis();
              servers.admin().topicPolicies().setMaxMessageSize(topic, 1);
              try {
                pipeline
                    .decisionLog()
                    .await(
                        "no_action",
                        entry ->
                            entry.trigger().equals("stale_reports")
                                && entry.atMillis() >= lostFromMillis);
                publisher.moveTo(Places.ONE_TOWN);
                publisher.awaitMore(5L * Drill.PER_SECOND);
              } finally {
                servers.admin().topicPolicies().removeMaxMessageSize(topic);
              }
              pipeline.decisionLog().awaitNext("rebalanced");
            },
            drill::awaitAllSoFar);
    assertThatARestartRemembers(account.published());
  }

  private static void repeat(Producer<byte[]> producer, Message<byte[]> message) {
    var unused =
        producer
            .newMessage()
            .key(message.getKey())
            .value(message.getData())
            .property("echo", "true")
            .sendAsync();
  }

  @Test
  void aBadModelThatWasAdoptedIsTakenBackByItsProbation() throws Exception {
    try (ModelForge forge = new ModelForge(pipeline)) {
      int before = PastRouting.of(servers, pipeline.config()).newest().model().version();
      drill.survive(
          "a model adopted whose announcement lies about its order: all records fall into one shard",
          "its probation ends it within seconds; the model before is back, with its cuts",
          publisher -> {
            int version = forge.nextVersion();
            forge.announce(version, forge.sameModel(version), ModelForge.evenly(0.999_999, 1));
            pipeline.decisionLog().await("adopted", entry -> entry.modelVersion() == version);
            LoggedDecision reverted = pipeline.decisionLog().awaitNext("reverted");
            assertThat(reverted.modelVersion()).as("model in force again").isEqualTo(before);
            System.out.println(reverted.message());
          },
          drill::awaitAllSoFar);
    }
  }

  @Test
  void aModelAtReducedResolutionRoutesAsItsHistorySays() throws Exception {
    int resolution = 3;
    try (ModelForge forge = new ModelForge(pipeline)) {
      drill.survive(
          "a model adopted at a resolution of eight steps, as where no split points could follow the stream",
          "hashes decide within a step, for routers and readers alike; sizes stay even",
          publisher -> {
            int version = forge.nextVersion();
            forge.announce(version, forge.sameModel(version), ModelForge.evenly(0, 1), resolution);
            pipeline.decisionLog().await("adopted", entry -> entry.modelVersion() == version);
            publisher.awaitMore(5 * Drill.PER_SECOND);
            RoutingTable newest = PastRouting.of(servers, pipeline.config()).newest();
            assertThat(newest.model().version()).isEqualTo(version);
            assertThat(newest.splitPoints().resolution()).isEqualTo(resolution);
          },
          drill::awaitAllSoFar);
    }
  }

  private List<Long> revisions() throws Exception {
    Set<Long> again = Set.of(0L);
    List<Message<byte[]>> messages = new ArrayList<>();
    TopicFollower.readThrough(servers.client(), pipeline.topics().tables(), messages::add);
    return messages.stream()
        .filter(message -> !"stranger".equals(message.getKey()))
        .map(message -> MessageCodec.decode(message.getData(), TableMessage.class))
        .map(message -> message.table().revision())
        .filter(revision -> !again.contains(revision))
        .collect(Collectors.toList());
  }
}
