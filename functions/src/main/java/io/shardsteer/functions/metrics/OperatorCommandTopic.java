package io.shardsteer.functions.metrics;

import io.shardsteer.common.control.Controller;
import io.shardsteer.common.message.BadMessageException;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.Topics;
import java.util.concurrent.RejectedExecutionException;
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
 * Hands operators' commands to the controller, one after the other. A command is acknowledged once
 * its checkpoint and answer are durable, so it survives the controller that dies over it.
 */
final class OperatorCommandTopic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorCommandTopic.class);

  private final ControllerLoop loop;
  private final java.util.function.Consumer<Throwable> onBroken;
  private final Consumer<byte[]> consumer;

  /**
   * @param onBroken told of a message that cannot be read; it is not acknowledged
   * @throws PulsarClientException if the topic cannot be read
   */
  OperatorCommandTopic(
      PulsarClient client,
      Topics topics,
      ControllerLoop loop,
      java.util.function.Consumer<Throwable> onBroken)
      throws PulsarClientException {
    this.loop = loop;
    this.onBroken = onBroken;
    consumer =
        client
            .newConsumer(Schema.BYTES)
            .topic(topics.commands())
            .subscriptionName(topics.pipeline() + "-controller")
            .subscriptionType(SubscriptionType.Failover)
            .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
            .messageListener(this::receive)
            .subscribe();
  }

  private void receive(Consumer<byte[]> from, Message<byte[]> message) {
    try {
      ControllerCommand command = MessageCodec.decode(message.getData(), ControllerCommand.class);
      loop.tellAndWait((Controller controller, Long now) -> controller.onCommand(command, now));
    } catch (BadMessageException e) {
      onBroken.accept(e);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RejectedExecutionException e) {
      LOG.info("Command left for the next controller messageId={}", message.getMessageId());
      return;
    }
    var unused = from.acknowledgeAsync(message);
  }

  @Override
  public void close() throws PulsarClientException {
    consumer.close();
  }
}
