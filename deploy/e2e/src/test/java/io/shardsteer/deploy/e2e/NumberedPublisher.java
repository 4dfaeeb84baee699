package io.shardsteer.deploy.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Publishes numbered records at a steady rate until it is closed, and notes each one that the
 * broker acknowledged. The same seed makes the same records; every seventh has no key.
 */
final class NumberedPublisher implements AutoCloseable {
  private static final int TICKS_PER_SECOND = 20;
  private static final int KEYS = 500;
  private static final int KEYLESS_EVERY = 7;
  private static final long FIRST_EVENT_MILLIS = 1_400_000_000_000L;

  private final Producer<byte[]> producer;
  private final Published published;
  private final SplittableRandom random;
  private final double garbageShare;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private volatile Places places;

  /**
   * @param producer closed with the publisher
   * @param published numbers the records and notes them
   * @param seed makes the records
   * @param places where the first records lie
   * @param perSecond records in a second
   * @param garbageShare how many of them are garbage, 0..1
   */
  NumberedPublisher(
      Producer<byte[]> producer,
      Published published,
      long seed,
      Places places,
      int perSecond,
      double garbageShare) {
    this.producer = producer;
    this.published = published;
    this.random = new SplittableRandom(seed);
    this.places = places;
    this.garbageShare = garbageShare;
    System.out.printf(
        "Publishing %d records/s to %s, seed %d%n", perSecond, producer.getTopic(), seed);
    var unused =
        clock.scheduleAtFixedRate(
            () -> send(perSecond / TICKS_PER_SECOND),
            0,
            1_000 / TICKS_PER_SECOND,
            TimeUnit.MILLISECONDS);
  }

  /** From now on the records lie elsewhere. */
  void moveTo(Places elsewhere) {
    places = elsewhere;
  }

  /** Waits until so many more records were sent. */
  void awaitMore(long records) {
    long goal = published.sent() + records;
    Awaitility.await("the publisher's next " + records + " records")
        .atMost(Duration.ofMinutes(2))
        .until(() -> published.sent() >= goal);
  }

  private void send(int count) {
    try {
      for (int i = 0; i < count; i++) {
        send(published.nextNumber());
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void send(long number) {
    String good = places.record(number, random);
    @Nullable Garbage garbage = random.nextDouble() < garbageShare ? Garbage.any(random) : null;
    TypedMessageBuilder<byte[]> message =
        producer
            .newMessage()
            .value(
                garbage == null
                    ? good.getBytes(StandardCharsets.UTF_8)
                    : garbage.payload(good, random))
            .properties(Sent.properties(number))
            .eventTime(FIRST_EVENT_MILLIS + number);
    if (number % KEYLESS_EVERY != 0) {
      message.key("key-" + random.nextInt(KEYS));
    }
    var unused =
        message
            .sendAsync()
            .whenComplete(
                (id, refused) -> {
                  if (refused == null) {
                    published.acknowledged(new Sent(number, garbage));
                  } else {
                    failure.compareAndSet(null, refused);
                  }
                });
  }

  /** Ends the stream and waits until the broker has acknowledged all of it. */
  @Override
  public void close() throws PulsarClientException {
    clock.shutdown();
    try {
      if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("The publisher is stuck.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.flush();
    producer.close();
    Throwable first = failure.get();
    if (first != null) {
      throw new IllegalStateException("A record was not acknowledged by the broker.", first);
    }
  }
}
