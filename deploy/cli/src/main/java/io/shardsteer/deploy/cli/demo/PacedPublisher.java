package io.shardsteer.deploy.cli.demo;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary Pulsar producer that sends a stream in its order, held back by the routers. Its
 * counts may be read by any thread.
 */
final class PacedPublisher {
  private final PulsarClient client;
  private final String topic;
  private final RecordIds recordIds;
  private final Set<String> published = ConcurrentHashMap.newKeySet();
  private final AtomicLong confirmed = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  PacedPublisher(PulsarClient client, String topic, RecordIds recordIds) {
    this.client = client;
    this.recordIds = recordIds;
    this.topic = topic;
  }

  /**
   * Sends and waits until the broker has confirmed every message.
   *
   * @param least messages that are sent in any case
   * @param enough whether, after those, the stream may end
   * @return how many were sent
   * @throws PulsarClientException if one cannot be sent
   */
  long publish(RecordedStream stream, long least, BooleanSupplier enough, Backpressure backpressure)
      throws PulsarClientException {
    try (Producer<byte[]> producer =
        client
            .newProducer(Schema.BYTES)
            .topic(topic)
            .blockIfQueueFull(true)
            .batchingMaxPublishDelay(5, TimeUnit.MILLISECONDS)
            .create()) {
      long sent = 0;
      while ((sent < least || !enough.getAsBoolean()) && failure.get() == null) {
        RecordedStream.Message message = stream.next();
        if (message == null) {
          break;
        }
        backpressure.await(sent);
        send(producer, message);
        sent++;
      }
      producer.flush();
      Throwable failed = failure.get();
      if (failed != null) {
        throw PulsarClientException.unwrap(failed);
      }
      return sent;
    }
  }

  /** Messages that the broker has confirmed so far. */
  long confirmed() {
    return confirmed.get();
  }

  /** The different record ids of the confirmed messages; messages without one are left out. */
  Set<String> ids() {
    return published;
  }

  private void send(Producer<byte[]> producer, RecordedStream.Message message) {
    TypedMessageBuilder<byte[]> builder = producer.newMessage().value(message.payload());
    if (message.key() != null) {
      builder.key(message.key());
    }
    if (message.eventTimeMillis() > 0) {
      builder.eventTime(message.eventTimeMillis());
    }
    var unused =
        builder
            .sendAsync()
            .whenComplete(
                (id, failed) -> {
                  if (failed == null) {
                    recordIds.of(message.payload(), id).ifPresent(published::add);
                    confirmed.incrementAndGet();
                  } else {
                    failure.compareAndSet(null, failed);
                  }
                });
  }
}
