package io.shardsteer.deploy.cli.reshard;

import io.shardsteer.common.adapter.pulsar.TopicFollower;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.deploy.cli.rollout.CommandException;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.ProducerAccessMode;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;

/**
 * The durable record of how far moves of rows are. Whoever has it open is the only one that moves
 * rows; the broker takes it from a process that dies.
 */
final class ReshardJournal implements AutoCloseable {
  private final Producer<byte[]> producer;
  private final NavigableMap<Integer, ReshardMessage> messages;

  private ReshardJournal(
      Producer<byte[]> producer, NavigableMap<Integer, ReshardMessage> messages) {
    this.producer = producer;
    this.messages = messages;
  }

  /**
   * @throws CommandException if another process has it, or it cannot be read
   */
  static ReshardJournal open(PulsarClient client, Topics topics) {
    try {
      Producer<byte[]> producer =
          client
              .newProducer(Schema.BYTES)
              .topic(topics.reshards())
              .accessMode(ProducerAccessMode.Exclusive)
              .create();
      return new ReshardJournal(producer, read(client, topics));
    } catch (PulsarClientException.ProducerFencedException
        | PulsarClientException.ProducerBusyException e) {
      throw new CommandException(
          "Rows of pipeline %s are being moved by another process.\nWait for it, or end it; then run the command again."
              .formatted(topics.pipeline()),
          e);
    } catch (PulsarClientException e) {
      throw new CommandException(
          "Topic %s cannot be used: %s\nIs the pipeline deployed there? `deploy/steer deploy FILE`"
              .formatted(topics.reshards(), e.getMessage()),
          e);
    }
  }

  /** The newest message of each move so far. */
  static NavigableMap<Integer, ReshardMessage> read(PulsarClient client, Topics topics)
      throws PulsarClientException {
    NavigableMap<Integer, ReshardMessage> messages = new TreeMap<>();
    TopicFollower.readThrough(
        client,
        topics.reshards(),
        message -> {
          ReshardMessage read = MessageCodec.decode(message.getData(), ReshardMessage.class);
          messages.put(read.reshard().number(), read);
        });
    return messages;
  }

  /** What was written last. */
  Optional<ReshardMessage> latest() {
    return Optional.ofNullable(messages.lastEntry()).map(java.util.Map.Entry::getValue);
  }

  /** Writes how far a move is, and returns once that is durable. */
  void write(ReshardMessage message) {
    int number = message.reshard().number();
    try {
      producer
          .newMessage()
          .key(Integer.toString(number))
          .value(MessageCodec.encode(message))
          .send();
      messages.put(number, message);
    } catch (PulsarClientException e) {
      throw new CommandException(
          "How far the move is cannot be written: %s\nNothing is lost. Run the command again: it goes on from here."
              .formatted(e.getMessage()),
          e);
    }
  }

  @Override
  public void close() throws PulsarClientException {
    producer.close();
  }
}
