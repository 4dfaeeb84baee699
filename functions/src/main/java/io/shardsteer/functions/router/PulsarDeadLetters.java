package io.shardsteer.functions.router;

import io.shardsteer.common.feature.Rejection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;

/** The dead-letter topic on Pulsar. */
final class PulsarDeadLetters implements DeadLetters, AutoCloseable {
  private final Producer<byte[]> producer;

  PulsarDeadLetters(PulsarClient client, String topic) throws PulsarClientException {
    // Chunking takes payloads of any size, and excludes batching.
    producer =
        client
            .newProducer(Schema.BYTES)
            .topic(topic)
            .enableBatching(false)
            .enableChunking(true)
            .blockIfQueueFull(true)
            .sendTimeout(0, TimeUnit.SECONDS)
            .create();
  }

  @Override
  public CompletionStage<?> keep(InputRecord record, String recordId, Rejection rejection) {
    return OutgoingMessages.copy(record, producer.newMessage())
        .property(SteerProperties.REJECT_REASON, rejection.reason().name())
        .property(SteerProperties.REJECT_MESSAGE, rejection.message())
        .property(SteerProperties.RECORD_ID, recordId)
        .property(SteerProperties.SOURCE_TOPIC, record.topic())
        .property(SteerProperties.PUBLISH_TIME, Long.toString(record.publishMillis()))
        .sendAsync();
  }

  @Override
  public void close() throws PulsarClientException {
    producer.close();
  }
}
