package io.shardsteer.functions.router;

import io.shardsteer.common.message.Topics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shard topics on Pulsar, with a producer each from its first record on. A broker that is away
 * is waited for by the producer, which keeps the order.
 */
final class PulsarShardTopics implements ShardTopics, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PulsarShardTopics.class);

  /** A batch waits this long for more records: the price of throughput in latency. */
  private static final int BATCH_MILLIS = 2;

  private static final int BATCH_RECORDS = 1_000;

  private final PulsarClient client;
  private final Topics topics;
  private final InputSchemas schemas;
  private final ConcurrentMap<Integer, Producer<byte[]>> producers = new ConcurrentHashMap<>();

  PulsarShardTopics(PulsarClient client, Topics topics, InputSchemas schemas) {
    this.client = client;
    this.topics = topics;
    this.schemas = schemas;
  }

  @Override
  public CompletionStage<?> publish(InputRecord record, Assignment assignment) {
    int shard = assignment.shard();
    try {
      Producer<byte[]> producer = producer(shard);
      CompletableFuture<MessageId> sent =
          message(producer, schemas.carriedBy(record), record)
              .property(SteerProperties.RECORD_ID, assignment.recordId())
              .property(SteerProperties.SHARD, Integer.toString(shard))
              .property(SteerProperties.REVISION, Long.toString(assignment.revision()))
              .property(SteerProperties.ADDRESS, Double.toString(assignment.address()))
              .property(SteerProperties.PUBLISH_TIME, Long.toString(record.publishMillis()))
              .sendAsync();
      return sent.exceptionallyCompose(failure -> failed(shard, producer, failure));
    } catch (PulsarClientException e) {
      return CompletableFuture.failedFuture(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    }
  }

  private static TypedMessageBuilder<byte[]> message(
      Producer<byte[]> producer, Schema<byte[]> schema, InputRecord record) {
    TypedMessageBuilder<byte[]> message =
        schema == Schema.BYTES ? producer.newMessage() : producer.newMessage(schema);
    return OutgoingMessages.copy(record, message);
  }

  /** Creating a producer blocks, which holds the intake and so keeps the order of a shard. */
  private Producer<byte[]> producer(int shard) throws PulsarClientException {
    Producer<byte[]> known = producers.get(shard);
    if (known != null) {
      return known;
    }
    synchronized (producers) {
      Producer<byte[]> created = producers.get(shard);
      if (created == null) {
        created = create(shard);
        producers.put(shard, created);
      }
      return created;
    }
  }

  private Producer<byte[]> create(int shard) throws PulsarClientException {
    return client
        .newProducer(Schema.BYTES)
        .topic(topics.shard(shard))
        .compressionType(CompressionType.NONE)
        .batchingMaxPublishDelay(BATCH_MILLIS, TimeUnit.MILLISECONDS)
        .batchingMaxMessages(BATCH_RECORDS)
        .blockIfQueueFull(true)
        .maxPendingMessages(0)
        .sendTimeout(0, TimeUnit.SECONDS)
        .create();
  }

  private CompletableFuture<MessageId> failed(
      int shard, Producer<byte[]> producer, Throwable failure) {
    if (failure instanceof PulsarClientException.InvalidMessageException) {
      return CompletableFuture.failedFuture(
          new RecordRefusedException(
              "Topic %s refuses the record: %s"
                  .formatted(topics.shard(shard), failure.getMessage()),
              failure));
    }
    // A producer that ended, e.g. because its topic was deleted, is replaced at the next attempt.
    if (!producer.isConnected() && producers.remove(shard, producer)) {
      var unused = producer.closeAsync();
    }
    return CompletableFuture.failedFuture(failure);
  }

  @Override
  public void close() {
    for (Producer<byte[]> producer : producers.values()) {
      try {
        producer.close();
      } catch (PulsarClientException e) {
        LOG.warn("Could not close a producer topic={}", producer.getTopic(), e);
      }
    }
  }
}
