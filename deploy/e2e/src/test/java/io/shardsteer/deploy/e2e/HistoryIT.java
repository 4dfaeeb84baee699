package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RoutingMessage;
import io.shardsteer.common.message.SegmentMessage;
import io.shardsteer.common.pulsar.TopicFollower;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pulsar.client.api.PulsarClientException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Routing tables that are some minutes old are summarised and withdrawn under load, while readers
 * ask and a router and the controller are killed.
 */
@OnServers
@Tag("faults")
final class HistoryIT {
  private static final int PER_SECOND = 300;

  /** A minute's tables become a segment once they are eight minutes old. */
  private static final Duration AGEING = Duration.ofMinutes(15);

  private Servers servers;
  @AutoClose private Pipeline pipeline;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    PipelineFile file =
        PipelineFile.named("history")
            .with("limits:\n", "history:\n  exact_for: 1 minute\nlimits:\n");
    pipeline = Pipeline.deploy(servers, file, 2);
    pipeline.startTrainer("trainer");
  }

  @Test
  void oldTablesAreSummarisedUnderLoadAndNobodyLosesARecordOrAnAnswer() throws Exception {
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      pipeline.decisionLog().await("adopted");
      try (Questions questions = pipeline.questions()) {
        publisher.moveTo(Places.ONE_TOWN);
        awaitSummarisedBeyond(0);
        long summarised = summarisedTo();

        int routers = pipeline.instancesByIncarnation().size();
        pipeline.routers().get(0).kill();
        pipeline.awaitNewRouter(routers, Duration.ofMinutes(4));
        pipeline.restartController();

        publisher.moveTo(Places.FOUR_TOWNS);
        awaitSummarisedBeyond(summarised);
        questions.awaitRounds(2);
      }
      publisher.awaitMore(5 * PER_SECOND);
    }
    pipeline.account().mustBeBalanced();
    SteerRun status = pipeline.run("status");
    assertThat(status.out()).contains("Old tables: up to revision");
  }

  private void awaitSummarisedBeyond(long revision) {
    Awaitility.await("tables beyond revision %d summarised".formatted(revision))
        .atMost(AGEING)
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> summarisedTo() > revision);
  }

  /** The newest revision that a segment stands for; 0 where there is none yet. */
  private long summarisedTo() throws PulsarClientException {
    AtomicLong newest = new AtomicLong();
    TopicFollower.readThrough(
        servers.client(),
        pipeline.topics().tables(),
        message -> {
          if (TopicFollower.payload(message).length > 0
              && MessageCodec.decode(message.getData(), RoutingMessage.class)
                  instanceof SegmentMessage summary) {
            newest.accumulateAndGet(summary.segment().toRevision(), Math::max);
          }
        });
    return newest.get();
  }
}
