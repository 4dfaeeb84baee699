package io.shardsteer.functions.router;

import io.shardsteer.common.config.InputConfig;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pulsar.client.api.ConsumerBuilder;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.api.SubscriptionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the input topic, hands each message to the router and acknowledges it once it is durable.
 * Thread-safe.
 *
 * <p>The router reads the topic itself because Pulsar ends a function's instance at the first
 * message without a value, before the function is called, again and again.
 */
final class Intake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  /** Messages that wait in memory for the router, over all partitions. */
  private static final int MOST_PREFETCHED = 10_000;

  /** The same for one partition. */
  private static final int PREFETCHED = 2_000;

  /** What is done with a message. */
  @FunctionalInterface
  interface Route {
    /**
     * @return completed once the message may be acknowledged
     */
    CompletableFuture<Void> route(InputRecord record) throws InterruptedException;
  }

  private final org.apache.pulsar.client.api.Consumer<byte[]> input;
  private final Route route;
  private final Consumer<Throwable> onEnd;
  private final Thread thread;
  private volatile boolean stopped;

  private Intake(
      org.apache.pulsar.client.api.Consumer<byte[]> input, Route route, Consumer<Throwable> onEnd) {
    this.input = input;
    this.route = route;
    this.onEnd = onEnd;
    thread = new Thread(this::read, "shardsteer-intake");
  }

  /**
   * Starts to read.
   *
   * @param subscription shared by all instances of the router
   * @param onEnd called if the topic can no longer be read, or a message neither routed nor
   *     rejected; not for a close
   * @throws PulsarClientException if the topic cannot be subscribed to
   */
  static Intake start(
      PulsarClient client,
      InputConfig config,
      String subscription,
      Route route,
      Consumer<Throwable> onEnd)
      throws PulsarClientException {
    Intake intake = new Intake(consumer(client, config, subscription), route, onEnd);
    intake.thread.setDaemon(true);
    intake.thread.start();
    return intake;
  }

  private static org.apache.pulsar.client.api.Consumer<byte[]> consumer(
      PulsarClient client, InputConfig config, String subscription) throws PulsarClientException {
    ConsumerBuilder<byte[]> builder =
        client
            .newConsumer(Schema.BYTES)
            .topic(config.topic())
            .subscriptionName(subscription)
            .subscriptionType(
                switch (config.ordering()) {
                  case NONE -> SubscriptionType.Shared;
                  case KEY -> SubscriptionType.Key_Shared;
                })
            .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
            .receiverQueueSize(PREFETCHED)
            .maxTotalReceiverQueueSizeAcrossPartitions(MOST_PREFETCHED)
            .autoScaledReceiverQueueSizeEnabled(true);
    if (!config.decryptionKey().isEmpty()) {
      builder.defaultCryptoKeyReader(config.decryptionKey());
    }
    return builder.subscribe();
  }

  private void read() {
    try {
      while (!stopped) {
        Message<byte[]> message = input.receive();
        MessageId id = message.getMessageId();
        var unused =
            route
                .route(InputRecords.of(message))
                .whenComplete((nothing, failure) -> done(id, failure));
      }
    } catch (PulsarClientException | InterruptedException | RuntimeException | Error e) {
      // A close interrupts, and an end by a close is not told.
      end(e);
    }
  }

  private void done(MessageId id, Throwable failure) {
    if (failure != null) {
      end(failure);
      return;
    }
    // An acknowledgement that is lost brings the message once more, to the same row.
    var unused = input.acknowledgeAsync(id);
  }

  private void end(Throwable why) {
    if (!stopped) {
      stopped = true;
      LOG.error("The input topic is no longer read topic={}", input.getTopic(), why);
      onEnd.accept(why);
    }
  }

  /** Takes no more messages; what is in flight may still be acknowledged until the close. */
  void stop() {
    stopped = true;
    thread.interrupt();
  }

  @Override
  public void close() throws PulsarClientException {
    stop();
    input.close();
  }
}
