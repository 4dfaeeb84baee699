package io.shardsteer.common.pulsar;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.SteerMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.ProducerAccessMode;
import org.apache.pulsar.client.api.ProducerBuilder;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.TypedMessageBuilder;

/**
 * Publishes the pipeline's own messages to one of its topics. They stay in their cluster:
 * replicated to another one they would reach a controller and routers that have nothing to do with
 * them. Thread-safe.
 */
public final class MessagePublisher implements AutoCloseable {
  /** Beyond this many unsent messages the next one is refused instead of waited for. */
  private static final int MOST_PENDING = 2_000;

  private final Producer<byte[]> producer;

  private MessagePublisher(Producer<byte[]> producer) {
    this.producer = producer;
  }

  /**
   * A publisher among others.
   *
   * @throws PulsarClientException if the topic cannot be written to
   */
  public static MessagePublisher open(PulsarClient client, String topic)
      throws PulsarClientException {
    return new MessagePublisher(
        builder(client, topic)
            .accessMode(ProducerAccessMode.Shared)
            .maxPendingMessages(MOST_PENDING)
            .create());
  }

  /**
   * The topic's only publisher; waits until there is no other. From then on the broker refuses
   * whoever had the topic before.
   *
   * @throws PulsarClientException if the topic cannot be written to
   */
  public static MessagePublisher openAlone(PulsarClient client, String topic)
      throws PulsarClientException {
    // It never gives a message up: one that was given up might have arrived all the same.
    return new MessagePublisher(
        builder(client, topic)
            .accessMode(ProducerAccessMode.WaitForExclusive)
            .sendTimeout(0, TimeUnit.SECONDS)
            .create());
  }

  private static ProducerBuilder<byte[]> builder(PulsarClient client, String topic) {
    return client
        .newProducer(Schema.BYTES)
        .topic(topic)
        .compressionType(CompressionType.LZ4)
        .batchingMaxPublishDelay(10, TimeUnit.MILLISECONDS)
        .blockIfQueueFull(false);
  }

  /**
   * Sends a message without waiting.
   *
   * @param key message key; empty: none
   * @return completed once it is durable; failed at once if too much is unsent
   */
  public CompletableFuture<MessageId> send(String key, SteerMessage message) {
    return outgoing(key, message).sendAsync();
  }

  /**
   * Sends a message and waits until it is durable.
   *
   * @param key message key; empty: none
   * @throws PulsarClientException if it could not be sent
   */
  public void sendNow(String key, SteerMessage message) throws PulsarClientException {
    outgoing(key, message).send();
  }

  /**
   * Withdraws the last message of a key: compaction drops it. Followers get an empty message.
   *
   * @return completed once that is durable
   */
  public CompletableFuture<MessageId> withdraw(String key) {
    return producer.newMessage().key(key).value(null).disableReplication().sendAsync();
  }

  private TypedMessageBuilder<byte[]> outgoing(String key, SteerMessage message) {
    TypedMessageBuilder<byte[]> builder =
        producer.newMessage().value(MessageCodec.encode(message)).disableReplication();
    return key.isEmpty() ? builder : builder.key(key);
  }

  /** Sends what is unsent and ends. */
  @Override
  public void close() throws PulsarClientException {
    producer.close();
  }
}
