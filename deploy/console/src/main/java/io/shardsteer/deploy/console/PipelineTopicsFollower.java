package io.shardsteer.deploy.console;

import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.LateTable;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.RouterReport;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.SteerMessage;
import io.shardsteer.common.message.SteerProperties;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.message.WholeReports;
import io.shardsteer.common.pulsar.RoutingFollower;
import io.shardsteer.common.pulsar.TopicFollower;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds a history with what is on a pipeline's topics and what comes. */
final class PipelineTopicsFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineTopicsFollower.class);

  /** Of samples and dead letters only the newest are shown, and there may be millions. */
  private static final int RECENT_MINUTES = 10;

  private static final int SHOWN_BYTES = 400;

  private final PulsarClient client;
  private final PipelineHistory history;
  private final List<AutoCloseable> followers = new ArrayList<>();

  private PipelineTopicsFollower(PulsarClient client, PipelineHistory history) {
    this.client = client;
    this.history = history;
  }

  /**
   * Reads everything so far, then follows.
   *
   * @throws PulsarClientException if the pipeline's topics cannot be read
   */
  static PipelineTopicsFollower follow(PulsarClient client, PipelineHistory history)
      throws PulsarClientException {
    var config = history.config();
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    var follower = new PipelineTopicsFollower(client, history);
    var reports = new WholeReports();
    try {
      follower.followers.add(RoutingFollower.follow(client, topics, history, history::end));
      follower.all(topics.reshards(), ReshardMessage.class, (it, at) -> history.accept(it));
      follower.all(topics.decisionLog(), LoggedDecision.class, (it, at) -> history.accept(it));
      follower.all(
          topics.reports(),
          RouterReport.class,
          (it, at) -> reports.whole(it).ifPresent(history::accept));
      follower.all(topics.lateTables(), LateTable.class, (it, at) -> history.accept(it));
      follower.all(topics.queryReports(), QueryReport.class, (it, at) -> history.accept(it));
      follower.all(
          topics.trainingOutcomes(), TrainingOutcome.class, (it, at) -> history.accept(it));
      follower.all(
          topics.controllerStatus(), ControllerStatus.class, (it, at) -> history.accept(it));
      follower.recent(topics.deadLetters(), message -> history.accept(rejected(message)));
      if (history.geo().isPresent()) {
        follower.recent(
            topics.samples(),
            message -> history.accept(MessageCodec.decode(message.getData(), Sample.class)));
      }
      return follower;
    } catch (PulsarClientException | RuntimeException e) {
      follower.close();
      throw e;
    }
  }

  private <T extends SteerMessage> void all(
      String topic, Class<T> type, ObjLongConsumer<T> consumer) throws PulsarClientException {
    followers.add(
        TopicFollower.follow(
            client,
            topic,
            message -> {
              // One without a value withdraws what was said before under its key.
              byte[] payload = TopicFollower.payload(message);
              if (payload.length > 0) {
                consumer.accept(MessageCodec.decode(payload, type), message.getPublishTime());
              }
            },
            history::end));
  }

  private void recent(String topic, Consumer<Message<byte[]>> consumer)
      throws PulsarClientException {
    followers.add(
        client
            .newReader(Schema.BYTES)
            .topic(topic)
            .startMessageFromRollbackDuration(RECENT_MINUTES, TimeUnit.MINUTES)
            .readerListener(
                (Reader<byte[]> reader, Message<byte[]> message) -> {
                  try {
                    consumer.accept(message);
                  } catch (RuntimeException e) {
                    LOG.error("A message cannot be used topic={}", topic, e);
                    history.end(e);
                  }
                })
            .create());
  }

  private static PipelineHistory.RejectedRecord rejected(Message<byte[]> message) {
    byte[] payload = TopicFollower.payload(message);
    String text =
        new String(payload, 0, Math.min(payload.length, SHOWN_BYTES), StandardCharsets.ISO_8859_1);
    StringBuilder shown = new StringBuilder();
    text.chars()
        .forEach(
            it ->
                shown.append(
                    it >= ' ' && it < 0x7f ? Character.toString(it) : "\\x%02x".formatted(it)));
    if (payload.length > SHOWN_BYTES) {
      shown.append(" ...");
    }
    return new PipelineHistory.RejectedRecord(
        message.getPublishTime(),
        property(message, SteerProperties.REJECT_REASON),
        property(message, SteerProperties.REJECT_MESSAGE),
        shown.toString());
  }

  private static String property(Message<byte[]> message, String name) {
    String value = message.getProperty(name);
    return value == null ? "unknown" : value;
  }

  @Override
  public void close() {
    for (AutoCloseable follower : followers) {
      try {
        follower.close();
      } catch (Exception endsWithTheClient) {
        LOG.debug("A follower did not close", endsWithTheClient);
      }
    }
  }
}
