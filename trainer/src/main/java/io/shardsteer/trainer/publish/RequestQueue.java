package io.shardsteer.trainer.publish;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RetrainRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.api.SubscriptionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline's retrain requests. One trainer of a pipeline gets them; its standbys take over,
 * with what is unanswered, when it goes. Not thread-safe.
 */
public final class RequestQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestQueue.class);

  private static final String SUBSCRIPTION = "trainer";
  private static final int POLL_MILLIS = 500;
  private static final int REDELIVERY_SECONDS = 10;

  private final Consumer<byte[]> consumer;

  /** Answers a request. */
  @FunctionalInterface
  public interface Answerer {
    /**
     * @throws IOException if it cannot be answered now
     */
    void answer(RetrainRequest request) throws IOException;
  }

  private RequestQueue(Consumer<byte[]> consumer) {
    this.consumer = consumer;
  }

  /**
   * @throws PulsarClientException if the topic cannot be subscribed to
   */
  public static RequestQueue subscribe(PulsarClient client, String topic)
      throws PulsarClientException {
    return new RequestQueue(
        client
            .newConsumer(Schema.BYTES)
            .topic(topic)
            .subscriptionName(SUBSCRIPTION)
            .subscriptionType(SubscriptionType.Failover)
            .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
            .negativeAckRedeliveryDelay(REDELIVERY_SECONDS, TimeUnit.SECONDS)
            .subscribe());
  }

  /**
   * Waits a moment for a request and has it answered. Where several wait, only the newest is: the
   * controller has given the others up. A request that cannot be answered now comes again.
   *
   * @throws PulsarClientException if the subscription has ended
   * @throws io.shardsteer.common.message.BadMessageException if the request, or what belongs to it,
   *     cannot be read; it waits for a trainer that can
   */
  public void poll(Answerer answerer) throws PulsarClientException {
    Message<byte[]> newest = consumer.receive(POLL_MILLIS, TimeUnit.MILLISECONDS);
    if (newest == null) {
      return;
    }
    for (Message<byte[]> next = newest;
        next != null;
        next = consumer.receive(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      if (next != newest) {
        LOG.info("Left alone a superseded request message={}", newest.getMessageId());
        consumer.acknowledge(newest);
      }
      newest = next;
    }
    try {
      answerer.answer(MessageCodec.decode(newest.getData(), RetrainRequest.class));
      consumer.acknowledge(newest);
    } catch (PulsarClientException.AlreadyClosedException e) {
      throw e;
    } catch (IOException e) {
      LOG.warn(
          "Could not answer now message={} againInSeconds={}",
          newest.getMessageId(),
          REDELIVERY_SECONDS,
          e);
      consumer.negativeAcknowledge(newest);
    }
  }

  @Override
  public void close() throws PulsarClientException {
    consumer.close();
  }
}
