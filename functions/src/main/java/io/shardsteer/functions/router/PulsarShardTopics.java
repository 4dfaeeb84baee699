package io.shardsteer.functions.router;

import io.shardsteer.common.message.SteerProperties;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.record.Rejection.Reason;
import io.shardsteer.common.routing.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shard topics on Pulsar, with a producer each. A broker that is away is waited for by the
 * producer, which keeps the order.
 */
final class PulsarShardTopics implements ShardTopics, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PulsarShardTopics.class);

  private final PulsarClient client;
  private final Topics topics;
  private final InputSchemas schemas;
  private final ConcurrentMap<Integer, TopicProducer> producers = new ConcurrentHashMap<>();

  PulsarShardTopics(PulsarClient client, Topics topics, InputSchemas schemas) {
    this.client = client;
    this.topics = topics;
    this.schemas = schemas;
  }

  /**
   * Opens the producers of shards, all at once, before records wait for them. One that cannot be
   * opened now is opened with its shard's first record.
   */
  void open(List<Integer> shards) {
    List<CompletableFuture<?>> opening = new ArrayList<>();
    for (int shard : shards) {
      opening.add(
          TopicProducer.open(client, topics.shard(shard))
              .handle(
                  (producer, failure) -> {
                    if (producer != null) {
                      producers.put(shard, producer);
                    } else {
                      LOG.warn("Could not open a producer yet shard={}", shard, failure);
                    }
                    return null;
                  }));
    }
    opening.forEach(CompletableFuture::join);
  }

  @Override
  public CompletionStage<?> publish(InputRecord record, Decision decision) {
    int shard = decision.shard();
    try {
      TopicProducer producer = producer(shard);
      CompletableFuture<MessageId> sent;
      try {
        sent = producer.send(record.payload().length, sender -> message(sender, record, decision));
      } catch (PulsarClientException e) {
        return failed(shard, producer, e);
      }
      return sent.exceptionallyCompose(failure -> failed(shard, producer, failure));
    } catch (PulsarClientException e) {
      return CompletableFuture.failedFuture(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Whatever stands in the way of making the message is in the record, and comes before sending.
   */
  private TypedMessageBuilder<byte[]> message(
      Producer<byte[]> producer, InputRecord record, Decision decision)
      throws InterruptedException {
    try {
      return filled(producer, record, decision);
    } catch (RuntimeException e) {
      throw new RecordRefusedException(
          Reason.UNEXPECTED, "No message can be made of the record: " + e, e);
    }
  }

  private TypedMessageBuilder<byte[]> filled(
      Producer<byte[]> producer, InputRecord record, Decision decision)
      throws InterruptedException {
    Schema<byte[]> schema = schemas.carriedBy(record);
    TypedMessageBuilder<byte[]> message =
        schema == Schema.BYTES ? producer.newMessage() : producer.newMessage(schema);
    return OutgoingMessages.copy(record, message)
        .property(SteerProperties.SCHEMA, SteerProperties.SCHEMA_VERSION)
        .property(SteerProperties.RECORD_ID, decision.recordId())
        .property(SteerProperties.SHARD, Integer.toString(decision.shard()))
        .property(SteerProperties.REVISION, Long.toString(decision.revision()))
        .property(SteerProperties.ORDER_KEY, Double.toString(decision.orderKey()))
        .property(SteerProperties.PUBLISH_TIME, Long.toString(record.publishMillis()));
  }

  /** Creating a producer blocks, which holds the intake and so keeps the order of a shard. */
  private TopicProducer producer(int shard) throws PulsarClientException {
    TopicProducer known = producers.get(shard);
    if (known != null) {
      return known;
    }
    synchronized (producers) {
      TopicProducer created = producers.get(shard);
      if (created == null) {
        created = TopicProducer.opened(client, topics.shard(shard));
        producers.put(shard, created);
      }
      return created;
    }
  }

  private CompletableFuture<MessageId> failed(
      int shard, TopicProducer producer, Throwable failure) {
    if (failure instanceof PulsarClientException.InvalidMessageException) {
      return CompletableFuture.failedFuture(
          new RecordRefusedException(
              Reason.TOO_LARGE,
              "Topic %s refuses the record: %s"
                  .formatted(topics.shard(shard), failure.getMessage()),
              failure));
    }
    // A producer that ended, e.g. because its topic was deleted, is replaced at the next attempt.
    if (!producer.isConnected() && producers.remove(shard, producer)) {
      producer.abandon();
    }
    return CompletableFuture.failedFuture(failure);
  }

  @Override
  public void close() {
    for (TopicProducer producer : producers.values()) {
      try {
        producer.close();
      } catch (PulsarClientException e) {
        LOG.warn("Could not close a producer topic={}", producer.topic(), e);
      }
    }
  }
}
