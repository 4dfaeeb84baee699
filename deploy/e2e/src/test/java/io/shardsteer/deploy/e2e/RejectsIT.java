package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.ReplayMessage;
import io.shardsteer.common.message.SteerProperties;
import io.shardsteer.deploy.cli.rejects.DeadLetter;
import io.shardsteer.deploy.cli.rejects.DeadLetterReplay;
import io.shardsteer.deploy.cli.rejects.DeadLetterTopic;
import io.shardsteer.deploy.cli.rejects.RejectCounts;
import io.shardsteer.deploy.cli.rollout.ConfigPusher;
import io.shardsteer.deploy.cli.watch.PipelineWatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.Schema;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A partition with nothing but poison, and records that are mended and sent again. */
@OnServers
final class RejectsIT {
  private static final String NAME = "poisoned";
  private static final String INPUT = "persistent://public/default/" + NAME;
  private static final int GOOD = 3_000;
  private static final int POISON_PER_SECOND = 1_000;
  private static final int TOO_LARGE = 250;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Servers servers;
  private PipelineFile file;
  @AutoClose private Pipeline pipeline;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    servers.admin().topics().createPartitionedTopic(INPUT, 2);
    file = PipelineFile.named(NAME).with("storage:\n  enabled: true", "storage:\n  enabled: false");
    pipeline = Pipeline.deploy(servers, file, 1);
    pipeline.startTrainer("trainer");
  }

  @Test
  void poisonInOnePartitionNeitherStopsTheOtherNorStaysUnseenAndMendedRecordsAreSentAgainOnce()
      throws Exception {
    Set<String> good = new HashSet<>();
    AtomicLong poison = new AtomicLong();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try (Producer<byte[]> bad = producer(0);
        Producer<byte[]> other = producer(1);
        PipelineWatch watch = PipelineWatch.follow(servers.client(), pipeline.config())) {
      var poisoning =
          clock.scheduleAtFixedRate(() -> poison(bad, poison), 0, 10, TimeUnit.MILLISECONDS);
      for (int i = 0; i < GOOD; i++) {
        var unused = other.sendAsync(record("good-" + i, ""));
        good.add("good-" + i);
      }
      other.flush();
      // The poison is still coming.
      Awaitility.await("every good record routed")
          .atMost(PATIENCE)
          .until(() -> watch.state().routed() >= GOOD);
      assertThat(poisoning.isDone()).as("the poison has ended by itself").isFalse();
      clock.shutdown();
      assertThat(clock.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      bad.flush();
      Awaitility.await("all poison in the counters that status shows")
          .atMost(PATIENCE)
          .until(() -> watch.state().rejects().getOrDefault("UNDECODABLE", 0L) >= poison.get());
      for (int i = 0; i < TOO_LARGE; i++) {
        var unused = other.sendAsync(record("large-" + i, "-".repeat(5_000)));
      }
      other.flush();
      Awaitility.await("large ones rejected")
          .atMost(PATIENCE)
          .until(() -> watch.state().rejects().getOrDefault("TOO_LARGE", 0L) >= TOO_LARGE);
    } finally {
      clock.shutdownNow();
    }
    assertThat(delivered()).isEqualTo(good);
    DeadLetterTopic letters = new DeadLetterTopic(servers.client(), pipeline.config());
    RejectCounts counts = letters.count(2);
    assertThat(counts.groups().keySet()).containsExactly("TOO_LARGE", "UNDECODABLE");
    assertThat(counts.group("TOO_LARGE").count()).isEqualTo(TOO_LARGE);
    assertThat(counts.group("UNDECODABLE").count()).isEqualTo(poison.get());
    assertThat(counts.group("UNDECODABLE").samples())
        .hasSize(2)
        .allSatisfy(
            letter -> {
              assertThat(letter.sourceTopic()).isEqualTo(INPUT + "-partition-0");
              assertThat(letter.sourceMessageId()).matches("\\d+:\\d+:0(:\\d+)?");
              assertThat(letter.why()).contains("byte");
              assertThat(letter.shownPayload()).isEqualTo("{\"poison\":");
            });
    mendAndReplay(letters, good);
  }

  private void mendAndReplay(DeadLetterTopic letters, Set<String> good) throws Exception {
    DeadLetterReplay.Selection all =
        new DeadLetterReplay.Selection(Optional.empty(), Long.MAX_VALUE, false);
    DeadLetterReplay.Outcome unmended = replay(file).send(all);
    assertThat(unmended.sent()).isZero();
    assertThat(unmended.leftOut().values().stream().mapToLong(it -> it).sum())
        .isEqualTo(letters.count(1).total());

    PipelineFile mended = file.with("max_record_size: 4096 bytes", "max_record_size: 1 MB");
    ConfigPusher.Outcome pushed = pipeline.push(mended);
    assertThat(pushed.isApplied()).as(pushed.toString()).isTrue();
    DeadLetterReplay.Selection some =
        new DeadLetterReplay.Selection(Optional.of("too_large"), 100, false);
    assertThat(replay(mended).send(some).sent()).isEqualTo(100);
    dieAfterTheFirstOfTwo(letters.count(2).group("TOO_LARGE").samples());
    assertThat(replay(mended).send(all).sent()).isEqualTo(TOO_LARGE - 101);
    assertThat(replay(mended).send(all).sent()).as("sent again").isZero();

    for (int i = 0; i < TOO_LARGE; i++) {
      good.add("large-" + i);
    }
    Awaitility.await("mended records").atMost(PATIENCE).until(() -> delivered().equals(good));
    assertThat(letters.count(1).group("TOO_LARGE").count()).isEqualTo(TOO_LARGE);
  }

  /** Leaves behind what a replay leaves that is killed while it sends. */
  private void dieAfterTheFirstOfTwo(List<DeadLetter> two) throws Exception {
    List<String> ids =
        two.stream().map(letter -> letter.message().getMessageId().toString()).toList();
    try (Producer<byte[]> journal =
            servers.client().newProducer(Schema.BYTES).topic(pipeline.topics().replays()).create();
        Producer<byte[]> input = servers.client().newProducer(Schema.BYTES).topic(INPUT).create()) {
      journal
          .newMessage()
          .key("1000")
          .value(MessageCodec.encode(new ReplayMessage(1_000, ids, false)))
          .send();
      input
          .newMessage()
          .value(two.get(0).message().getData())
          .property(SteerProperties.REPLAYED_FROM, ids.get(0))
          .send();
    }
  }

  private DeadLetterReplay replay(PipelineFile as) {
    return new DeadLetterReplay(servers.client(), servers.admin(), as.config());
  }

  /** The records in the shard topics, each of which is there once. */
  private Set<String> delivered() throws Exception {
    Held held = Held.of(servers, pipeline.config(), pipeline.past().shards());
    Set<String> ids =
        held.deliveries().stream()
            .map(delivery -> delivery.message().getProperty("steer-record-id"))
            .collect(Collectors.toSet());
    assertThat(held.deliveries()).hasSameSizeAs(ids);
    return ids;
  }

  private static void poison(Producer<byte[]> bad, AtomicLong sent) {
    for (int i = 0; i < POISON_PER_SECOND / 100; i++) {
      var unused = bad.sendAsync("{\"poison\":".getBytes(StandardCharsets.UTF_8));
      sent.incrementAndGet();
    }
  }

  private static byte[] record(String id, String note) {
    return "{\"id\":\"%s\",\"x\":0.5,\"y\":0.5,\"kind\":\"bus\",\"note\":\"%s\"}"
        .formatted(id, note)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** To one partition alone. */
  private Producer<byte[]> producer(int partition) throws Exception {
    return servers
        .client()
        .newProducer(Schema.BYTES)
        .topic(INPUT + "-partition-" + partition)
        .blockIfQueueFull(true)
        .create();
  }
}
