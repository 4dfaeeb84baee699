package io.shardsteer.functions.router;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.ProducerBuilder;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to one topic, in order: records in batches, and large ones alone, in as many chunks as
 * the broker wants. Pulsar has no producer that does both. Thread-safe.
 */
final class TopicProducer implements AutoCloseable {
  /** Larger payloads gain nothing from a batch. */
  private static final int LARGE_BYTES = 1 << 20;

  /** A batch waits this long for more records: the price of throughput in latency. */
  private static final int BATCH_MILLIS = 2;

  private static final int BATCH_RECORDS = 1_000;

  /** Makes the message for a record. */
  @FunctionalInterface
  interface Filling {
    TypedMessageBuilder<byte[]> fill(Producer<byte[]> producer) throws InterruptedException;
  }

  private final PulsarClient client;
  private final String topic;
  private final Producer<byte[]> batches;
  private @Nullable Producer<byte[]> chunks;

  /**
   * @param batches its producer of batches, which is open
   */
  TopicProducer(PulsarClient client, String topic, Producer<byte[]> batches) {
    this.client = client;
    this.topic = topic;
    this.batches = batches;
  }

  /**
   * Opens it and waits for that.
   *
   * @throws PulsarClientException if the topic cannot be written to now
   */
  static TopicProducer opened(PulsarClient client, String topic) throws PulsarClientException {
    return new TopicProducer(client, topic, batching(client, topic).create());
  }

  /** Fails with a {@link PulsarClientException} if the topic cannot be written to now. */
  static CompletableFuture<TopicProducer> open(PulsarClient client, String topic) {
    return batching(client, topic)
        .createAsync()
        .thenApply(batches -> new TopicProducer(client, topic, batches));
  }

  private static ProducerBuilder<byte[]> batching(PulsarClient client, String topic) {
    return builder(client, topic)
        .batchingMaxPublishDelay(BATCH_MILLIS, TimeUnit.MILLISECONDS)
        .batchingMaxMessages(BATCH_RECORDS);
  }

  private static ProducerBuilder<byte[]> builder(PulsarClient client, String topic) {
    return client
        .newProducer(Schema.BYTES)
        .topic(topic)
        .compressionType(CompressionType.NONE)
        .blockIfQueueFull(true)
        .maxPendingMessages(0)
        .sendTimeout(0, TimeUnit.SECONDS);
  }

  /**
   * Publishes a record. A large one is waited for, so that no later one comes before it.
   *
   * @param payloadBytes its size
   * @return completed once it is durable
   * @throws PulsarClientException if a large one cannot be published now
   */
  CompletableFuture<MessageId> send(int payloadBytes, Filling filling)
      throws PulsarClientException, InterruptedException {
    if (payloadBytes < LARGE_BYTES) {
      return filling.fill(batches).sendAsync();
    }
    synchronized (this) {
      if (chunks == null) {
        chunks = builder(client, topic).enableBatching(false).enableChunking(true).create();
      }
      batches.flush();
      return CompletableFuture.completedFuture(filling.fill(chunks).send());
    }
  }

  boolean isConnected() {
    return batches.isConnected();
  }

  @Override
  public synchronized void close() throws PulsarClientException {
    batches.close();
    if (chunks != null) {
      chunks.close();
    }
  }

  /** Ends it without waiting for anything. */
  void abandon() {
    var unused = batches.closeAsync();
    synchronized (this) {
      if (chunks != null) {
        var unusedToo = chunks.closeAsync();
      }
    }
  }
}
