package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.stack.FunctionProcess;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What may happen to router instances, and to those who publish and consume. */
@OnServers
@Tag("faults")
final class RouterFaultsIT {
  private static final int ROUTERS = 2;
  private static final int KILLS = 20;
  private static final int BURST_FACTOR = 20;
  private static final int BURST_SECONDS = 6;

  /** HotValue of a router as deployed, and as much again for what is outside of it. */
  private static final long MOST_RESIDENT_BYTES = 2L * 536_870_912;

  private Servers servers;
  private Pipeline pipeline;
  @AutoClose private Drill drill;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    pipeline = Pipeline.deploy(servers, PipelineFile.named("router_faults"), ROUTERS);
    drill = Drill.begin(pipeline, 1);
  }

  @Test
  void twentyKillsAtRandomMomentsLoseNothing() throws Exception {
    drill.survive(
        "a router instance killed (SIGKILL) at %d random moments, some while it was starting"
            .formatted(KILLS),
        "what it held is delivered again, to the other one or to its successor",
        publisher -> {
          Set<Long> killed = new HashSet<>();
          for (int i = 0; i < KILLS; i++) {
            publisher.awaitMore(drill.anyRecords(4 * Drill.PER_SECOND));
            Awaitility.await("a victim")
                .atMost(Duration.ofMinutes(2))
                .until(() -> !alive(killed).isEmpty());
            FunctionProcess victim = drill.any(alive(killed));
            killed.add(victim.pid());
            victim.kill();
          }
          drill.awaitRouters(ROUTERS, killed);
        },
        drill::awaitAllSoFar);
  }

  private List<FunctionProcess> alive(Set<Long> killed) {
    return pipeline.routers().stream().filter(it -> !killed.contains(it.pid())).toList();
  }

  @Test
  void anInstanceThatIsPausedUntilItsRecordsGoToAnotherOneMakesNoSecondRow() throws Exception {
    FunctionProcess paused = drill.any(pipeline.routers());
    drill.survive(
        "one of two router instances paused (SIGSTOP) until its records were delivered to the other one, then resumed",
        "the broker gives up on the connection; resumed, the instance writes the same rows again",
        publisher -> {
          paused.pause();
          try {
            publisher.awaitMore(Drill.PER_SECOND);
            pipeline.progress().awaitAllSoFar(Duration.ofMinutes(4));
          } finally {
            paused.resume();
          }
        },
        drill::awaitAllSoFar);
  }

  @Test
  void anUpdateToANewJarUnderLoadLosesNothing() throws Exception {
    Set<Long> old =
        pipeline.routers().stream().map(FunctionProcess::pid).collect(Collectors.toSet());
    drill.survive(
        "both functions updated to a new jar under load",
        "instances end and start anew; input waits meanwhile",
        publisher -> pipeline.updateFunctions(ROUTERS),
        publisher -> {
          drill.awaitRouters(ROUTERS, old);
          pipeline.progress().awaitAllSoFar();
        });
  }

  @Test
  void aBurstFillsNoMemoryAndLosesNothing() throws Exception {
    AtomicLong most = new AtomicLong();
    drill.survive(
        "a burst of %d times the rate, %,d records/s for %d s"
            .formatted(BURST_FACTOR, BURST_FACTOR * Drill.PER_SECOND, BURST_SECONDS),
        "the input topic holds what routers cannot take; their memory stays in its bounds",
        publisher -> {
          try (NumberedPublisher burst =
              pipeline.publish(Places.FOUR_TOWNS, BURST_FACTOR * Drill.PER_SECOND, 0)) {
            burst.awaitMore((long) BURST_SECONDS * BURST_FACTOR * Drill.PER_SECOND);
          }
        },
        publisher ->
            pipeline
                .progress()
                .awaitAllSoFar(
                    Duration.ofMinutes(5),
                    () ->
                        pipeline
                            .routers()
                            .forEach(
                                router ->
                                    most.accumulateAndGet(
                                        router.usage().residentBytes(), Math::max))));
    System.out.printf("Most resident memory of a router: %,d bytes%n", most.get());
    assertThat(most.get()).as("resident memory").isBetween(1L, MOST_RESIDENT_BYTES);
  }

  @Test
  void publishersWhoseClocksAreAnHourWrongGetTheirRecordsStoredOnce() throws Exception {
    try (PulsarClient early = clientWithClockOffBy(Duration.ofHours(-1));
        PulsarClient late = clientWithClockOffBy(Duration.ofHours(1))) {
      drill.survive(
          "two more publishers whose clocks are an hour slow and an hour fast, while tables change",
          "the broker's time decides, for routers and readers alike",
          publisher -> {
            try (NumberedPublisher slow = pipeline.publish(early, Places.FOUR_TOWNS, 100);
                NumberedPublisher fast = pipeline.publish(late, Places.ONE_TOWN, 400)) {
              pipeline.decisionLog().awaitNext("rebalanced");
              pipeline.decisionLog().awaitNext("rebalanced");
              drill.any(pipeline.routers()).kill();
              fast.awaitMore(4 * Drill.PER_SECOND);
              slow.awaitMore(Drill.PER_SECOND);
            }
          },
          drill::awaitAllSoFar);
    }
  }

  private PulsarClient clientWithClockOffBy(Duration offset) throws Exception {
    return PulsarClient.builder()
        .serviceUrl(servers.stack().serviceUrl())
        .clock(Clock.offset(Clock.systemUTC(), offset))
        .build();
  }

  @Test
  void aSlowConsumerOfAShardTopicHoldsNobodyUpAndGetsEverything() throws Exception {
    String topic = pipeline.topics().shard(0);
    try (Consumer<byte[]> slow =
        servers
            .client()
            .newConsumer(Schema.BYTES)
            .topic(topic)
            .subscriptionName("slow")
            .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
            .receiverQueueSize(1)
            .subscribe()) {
      Set<Long> seen = new HashSet<>();
      drill.survive(
          "a consumer of a shard topic that takes one record in a hundred published",
          "its backlog grows in the broker, routing goes on, and it gets every record in the end",
          publisher -> {
            for (int i = 0; i < 40; i++) {
              publisher.awaitMore(100);
              take(slow, seen);
            }
          },
          drill::awaitAllSoFar);
      while (take(slow, seen)) {
        // It takes what is left.
      }
      Set<Long> there =
          Held.of(servers, pipeline.config(), pipeline.past().shards()).deliveries().stream()
              .filter(delivery -> delivery.shard() == 0)
              .map(Delivery::number)
              .collect(Collectors.toSet());
      assertThat(seen).as("what the slow consumer got").isEqualTo(there);
    }
  }

  private static boolean take(Consumer<byte[]> consumer, Set<Long> seen) throws Exception {
    Message<byte[]> message = consumer.receive(5, TimeUnit.SECONDS);
    if (message == null) {
      return false;
    }
    seen.add(Sent.number(message));
    consumer.acknowledge(message);
    return true;
  }
}
