package io.shardsteer.common.pulsar;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over every message of a topic in order: first what is there, on the calling thread, then
 * what comes, on a thread of the client, one at a time. A compacted topic gives the newest message
 * of each key. Connections that break are mended by the client.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);

  private final Reader<byte[]> reader;
  private final Consumer<Message<byte[]>> onMessage;

  private TopicFollower(Reader<byte[]> reader, Consumer<Message<byte[]>> onMessage) {
    this.reader = reader;
    this.onMessage = onMessage;
  }

  /**
   * Whether a topic is there; asking does not create it, as following does where the broker is so
   * set up.
   *
   * @throws PulsarClientException if the broker cannot be asked
   */
  public static boolean exists(PulsarClient client, String topic) throws PulsarClientException {
    try {
      return !client.getPartitionsForTopic(topic, false).get().isEmpty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PulsarClientException.NotFoundException
          || e.getCause() instanceof PulsarClientException.TopicDoesNotExistException) {
        return false;
      }
      throw PulsarClientException.unwrap(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PulsarClientException(e);
    }
  }

  /**
   * Reads the topic to its present end, then goes on in the background.
   *
   * @param onMessage called for each message; what it throws is logged and the message skipped
   * @throws PulsarClientException if the topic cannot be read
   */
  public static TopicFollower follow(
      PulsarClient client, String topic, Consumer<Message<byte[]>> onMessage)
      throws PulsarClientException {
    TopicFollower follower = new TopicFollower(open(client, topic), onMessage);
    try {
      follower.readToEnd();
    } catch (PulsarClientException | RuntimeException e) {
      follower.close();
      throw e;
    }
    follower.readOn();
    return follower;
  }

  /**
   * Reads the topic to its present end and no further.
   *
   * @param onMessage called for each message; what it throws is logged and the message skipped
   * @throws PulsarClientException if the topic cannot be read
   */
  public static void readThrough(
      PulsarClient client, String topic, Consumer<Message<byte[]>> onMessage)
      throws PulsarClientException {
    try (TopicFollower follower = new TopicFollower(open(client, topic), onMessage)) {
      follower.readToEnd();
    }
  }

  private static Reader<byte[]> open(PulsarClient client, String topic)
      throws PulsarClientException {
    return client
        .newReader(Schema.BYTES)
        .topic(topic)
        .startMessageId(MessageId.earliest)
        .readCompacted(true)
        .create();
  }

  private void readToEnd() throws PulsarClientException {
    while (reader.hasMessageAvailable()) {
      handOver(reader.readNext());
    }
  }

  private void readOn() {
    CompletableFuture<Message<byte[]>> next = reader.readNextAsync();
    // Only a closed reader fails, and then there is nothing left to do.
    var unused =
        next.thenAccept(
            message -> {
              handOver(message);
              readOn();
            });
  }

  /** A message that cannot be used must not keep those behind it from being seen. */
  private void handOver(Message<byte[]> message) {
    try {
      onMessage.accept(message);
    } catch (RuntimeException e) {
      LOG.error(
          "Skipped a message topic={} messageId={}",
          message.getTopicName(),
          message.getMessageId(),
          e);
    }
  }

  @Override
  public void close() {
    var unused = reader.closeAsync();
  }
}
