package io.shardsteer.mover;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.SoleWriter;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.steering.Reshards;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * The durable record of how far moves of rows are. Whoever has it open is the only one that moves
 * rows; the broker takes it from a process that dies.
 */
final class ReshardJournal implements AutoCloseable {
  private final SoleWriter writer;
  private final Optional<ReshardMessage> before;

  private ReshardJournal(SoleWriter writer, Optional<ReshardMessage> before) {
    this.writer = writer;
    this.before = before;
  }

  /**
   * @throws OperationException if another process has it, or it cannot be read
   */
  static ReshardJournal open(PulsarClient client, Topics topics) {
    SoleWriter writer =
        SoleWriter.open(
            client,
            topics.reshards(),
            "Rows of pipeline %s are being moved by another process.".formatted(topics.pipeline()));
    try {
      return new ReshardJournal(writer, newest(client, topics));
    } catch (PulsarClientException e) {
      throw SoleWriter.unusable(topics.reshards(), e);
    }
  }

  /** The newest message of the newest move so far. */
  static Optional<ReshardMessage> newest(PulsarClient client, Topics topics)
      throws PulsarClientException {
    return Optional.ofNullable(read(client, topics).lastEntry()).map(Map.Entry::getValue);
  }

  /** The moves before one. */
  static Reshards before(int number, PulsarClient client, Topics topics)
      throws PulsarClientException {
    Reshards earlier = Reshards.NONE;
    for (ReshardMessage message : read(client, topics).headMap(number).values()) {
      earlier = earlier.with(message.reshard());
    }
    return earlier;
  }

  /** The newest message of each move, by number. */
  private static NavigableMap<Integer, ReshardMessage> read(PulsarClient client, Topics topics)
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

  /** What was written last before it was opened. */
  Optional<ReshardMessage> before() {
    return before;
  }

  /** Writes how far a move is, and returns once that is durable. */
  void write(ReshardMessage message) {
    try {
      writer.write(message.reshard().number(), message);
    } catch (PulsarClientException e) {
      throw new OperationException(
          "How far the move is cannot be written: %s\nNothing is lost: begun again, the move goes on from here."
              .formatted(PulsarFailures.reason(e)),
          e);
    }
  }

  @Override
  public void close() throws PulsarClientException {
    writer.close();
  }
}
