package io.shardsteer.functions.router;

import io.shardsteer.common.message.SteerProperties;
import io.shardsteer.common.record.Rejection;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.TypedMessageBuilder;

/** The dead-letter topic on Pulsar. */
final class PulsarDeadLetters implements DeadLetters, AutoCloseable {
  private final TopicProducer producer;

  PulsarDeadLetters(PulsarClient client, String topic) throws PulsarClientException {
    producer = TopicProducer.opened(client, topic);
  }

  @Override
  public CompletionStage<?> keep(InputRecord record, String recordId, Rejection rejection) {
    try {
      return producer.send(
          record.payload().length, sender -> message(sender, record, recordId, rejection));
    } catch (PulsarClientException e) {
      return CompletableFuture.failedFuture(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    }
  }

  private static TypedMessageBuilder<byte[]> message(
      Producer<byte[]> sender, InputRecord record, String recordId, Rejection rejection) {
    TypedMessageBuilder<byte[]> letter =
        OutgoingMessages.copy(record, sender.newMessage())
            .property(SteerProperties.SCHEMA, SteerProperties.SCHEMA_VERSION)
            .property(SteerProperties.REJECT_REASON, rejection.reason().name())
            .property(SteerProperties.REJECT_MESSAGE, rejection.message())
            .property(SteerProperties.RECORD_ID, recordId)
            .property(SteerProperties.SOURCE_TOPIC, record.topic())
            .property(SteerProperties.SOURCE_MESSAGE_ID, record.messageId())
            .property(SteerProperties.PUBLISH_TIME, Long.toString(record.publishMillis()));
    byte[] version = record.schemaVersion();
    if (version != null && version.length == Long.BYTES) {
      letter.property(
          SteerProperties.SOURCE_SCHEMA_VERSION, Long.toString(ByteBuffer.wrap(version).getLong()));
    }
    return letter;
  }

  @Override
  public void close() throws PulsarClientException {
    producer.close();
  }
}
