package io.shardsteer.deploy.cli.demo;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary Pulsar producer that sends a stream in its order, no faster than a given rate. Its
 * counts may be read by any thread.
 */
final class PacedPublisher {
  private final PulsarClient client;
  private final String topic;
  private final int perSecond;
  private final RecordIds recordIds;
  private final Set<String> published = ConcurrentHashMap.newKeySet();
  private final AtomicLong confirmed = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * @param perSecond messages a second
   */
  PacedPublisher(PulsarClient client, String topic, RecordIds recordIds, int perSecond) {
    this.client = client;
    this.recordIds = recordIds;
    this.topic = topic;
    this.perSecond = perSecond;
  }

  /**
   * Sends and waits until the broker has confirmed every message.
   *
   * @param most messages that are sent
   * @return how many were sent: fewer where the stream is shorter
   * @throws PulsarClientException if one cannot be sent
   */
  long publish(RecordedStream stream, long most) throws PulsarClientException {
    try (Producer<byte[]> producer =
        client
            .newProducer(Schema.BYTES)
            .topic(topic)
            .blockIfQueueFull(true)
            .batchingMaxPublishDelay(5, TimeUnit.MILLISECONDS)
            .create()) {
      long start = System.nanoTime();
      long sent = 0;
      while (sent < most && failure.get() == null) {
        RecordedStream.Message message = stream.next();
        if (message == null) {
          break;
        }
        awaitTurn(start, sent);
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

  private void awaitTurn(long start, long sent) {
    long due = start + (long) (sent * 1e9 / perSecond);
    long ahead = due - System.nanoTime();
    if (ahead > 1_000_000) {
      java.util.concurrent.locks.LockSupport.parkNanos(ahead);
    }
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
