package io.shardsteer.common.pulsar;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.steering.Reshards;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;

/**
 * The moves of a pipeline's stored rows, asked for when they are needed: each answer is at least as
 * new as the question. A reader asks before and after it reads rows; where the answers differ, rows
 * may have been deleted from where it looked, and it has to look again. Thread-safe.
 */
public final class ReshardFollower implements AutoCloseable {
  private final Reader<byte[]> reader;
  private Reshards known = Reshards.NONE;

  private ReshardFollower(Reader<byte[]> reader) {
    this.reader = reader;
  }

  /**
   * @throws PulsarClientException if the topic cannot be read
   */
  public static ReshardFollower open(PulsarClient client, Topics topics)
      throws PulsarClientException {
    return new ReshardFollower(
        client
            .newReader(Schema.BYTES)
            .topic(topics.reshards())
            .startMessageId(MessageId.earliest)
            .readCompacted(true)
            .create());
  }

  /**
   * The moves up to now; none where the topic is not there. Does not create it.
   *
   * @throws PulsarClientException if the topic cannot be read
   */
  public static Reshards known(PulsarClient client, Topics topics) throws PulsarClientException {
    if (!TopicFollower.exists(client, topics.reshards())) {
      return Reshards.NONE;
    }
    try (ReshardFollower follower = open(client, topics)) {
      return follower.now();
    }
  }

  /**
   * The moves so far; blocks for an answer of the broker.
   *
   * @throws PulsarClientException if the topic cannot be read now
   */
  public synchronized Reshards now() throws PulsarClientException {
    while (reader.hasMessageAvailable()) {
      byte[] message = TopicFollower.payload(reader.readNext());
      known = known.with(MessageCodec.decode(message, ReshardMessage.class).reshard());
    }
    return known;
  }

  @Override
  public void close() {
    var unused = reader.closeAsync();
  }
}
