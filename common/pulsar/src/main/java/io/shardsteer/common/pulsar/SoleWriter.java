package io.shardsteer.common.pulsar;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.SteerMessage;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.ProducerAccessMode;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;

/**
 * The only writer of one of a pipeline's topics, for as long as it is open; the broker takes the
 * topic from a process that dies.
 */
public final class SoleWriter implements AutoCloseable {
  private final Producer<byte[]> producer;

  private SoleWriter(Producer<byte[]> producer) {
    this.producer = producer;
  }

  /**
   * @param taken what is going on where another process has the topic, for people
   * @throws OperationException if another process has it, or it cannot be used
   */
  public static SoleWriter open(PulsarClient client, String topic, String taken) {
    try {
      return new SoleWriter(
          client
              .newProducer(Schema.BYTES)
              .topic(topic)
              .accessMode(ProducerAccessMode.Exclusive)
              .create());
    } catch (PulsarClientException.ProducerFencedException
        | PulsarClientException.ProducerBusyException e) {
      throw new OperationException(
          taken + "\nWait for it, or end it; then run the command again.", e);
    } catch (PulsarClientException e) {
      throw unusable(topic, e);
    }
  }

  /** What people are told where such a topic cannot be written to or read. */
  public static OperationException unusable(String topic, PulsarClientException why) {
    return new OperationException(
        "Topic %s cannot be used: %s"
            .formatted(
                topic,
                PulsarFailures.told(why, "Is the pipeline deployed there? `steer deploy FILE`")),
        why);
  }

  /**
   * Writes a message, and returns once it is durable.
   *
   * @throws PulsarClientException if it cannot be written
   */
  public void write(long key, SteerMessage message) throws PulsarClientException {
    producer.newMessage().key(Long.toString(key)).value(MessageCodec.encode(message)).send();
  }

  @Override
  public void close() throws PulsarClientException {
    producer.close();
  }
}
