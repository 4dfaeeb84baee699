package io.shardsteer.functions.metrics;

import io.shardsteer.common.control.Controller;
import io.shardsteer.common.message.BadMessageException;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.message.TrainingOutcome;
import java.util.concurrent.ExecutorService;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.api.SubscriptionType;

/** Hands training outcomes to the controller, once they are checked, one after the other. */
final class TrainingOutcomes implements AutoCloseable {
  private final CandidateCheck check;
  private final ControllerLoop loop;
  private final ExecutorService checking;
  private final java.util.function.Consumer<Throwable> onBroken;
  private final Consumer<byte[]> consumer;

  /**
   * @param checking a thread that may be held up by downloads
   * @param onBroken told of a message that cannot be read; it is not acknowledged
   * @throws PulsarClientException if the topic cannot be read
   */
  TrainingOutcomes(
      PulsarClient client,
      Topics topics,
      CandidateCheck check,
      ControllerLoop loop,
      ExecutorService checking,
      java.util.function.Consumer<Throwable> onBroken)
      throws PulsarClientException {
    this.check = check;
    this.loop = loop;
    this.checking = checking;
    this.onBroken = onBroken;
    consumer =
        client
            .newConsumer(Schema.BYTES)
            .topic(topics.trainingOutcomes())
            .subscriptionName(topics.pipeline() + "-controller")
            .subscriptionType(SubscriptionType.Failover)
            .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
            .messageListener((from, message) -> this.checking.execute(() -> receive(from, message)))
            .subscribe();
  }

  private void receive(Consumer<byte[]> from, Message<byte[]> message) {
    try {
      TrainingOutcome outcome =
          check.check(MessageCodec.decode(message.getData(), TrainingOutcome.class));
      loop.tellAndWait((Controller controller, Long now) -> controller.onOutcome(outcome, now));
    } catch (BadMessageException e) {
      onBroken.accept(e);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    var unused = from.acknowledgeAsync(message);
  }

  @Override
  public void close() throws PulsarClientException {
    consumer.close();
  }
}
