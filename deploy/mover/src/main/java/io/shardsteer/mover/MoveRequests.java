package io.shardsteer.mover;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.MoveRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.api.SubscriptionType;

/**
 * What a pipeline's controller asks movers for. One mover of a pipeline gets it; those that stand
 * by take over, with what is not done, when it goes. Not thread-safe.
 */
final class MoveRequests implements AutoCloseable {
  private static final String SUBSCRIPTION = "mover";
  private static final int POLL_MILLIS = 500;

  private final Consumer<byte[]> consumer;

  private MoveRequests(Consumer<byte[]> consumer) {
    this.consumer = consumer;
  }

  /**
   * @throws PulsarClientException if the topic cannot be subscribed to
   */
  static MoveRequests subscribe(PulsarClient client, String topic) throws PulsarClientException {
    return new MoveRequests(
        client
            .newConsumer(Schema.BYTES)
            .topic(topic)
            .subscriptionName(SUBSCRIPTION)
            .subscriptionType(SubscriptionType.Failover)
            .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
            .subscribe());
  }

  /**
   * Waits a moment for a request and has it carried out.
   *
   * @param mover says whether it is done; what is not comes again
   * @throws PulsarClientException if the subscription has ended
   * @throws io.shardsteer.common.message.BadMessageException if the request cannot be read
   */
  void poll(Predicate<MoveRequest> mover) throws PulsarClientException {
    Message<byte[]> message = consumer.receive(POLL_MILLIS, TimeUnit.MILLISECONDS);
    if (message == null) {
      return;
    }
    if (mover.test(MessageCodec.decode(message.getData(), MoveRequest.class))) {
      consumer.acknowledge(message);
    } else {
      consumer.negativeAcknowledge(message);
    }
  }

  @Override
  public void close() throws PulsarClientException {
    consumer.close();
  }
}
