package io.shardsteer.trainer.publish;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.pulsar.MessagePublisher;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;

/** TrainingReports on the pipeline's topic. Not thread-safe. */
public final class PulsarTrainingReports implements TrainingReports, AutoCloseable {
  private final Reader<byte[]> reader;
  private final MessagePublisher publisher;
  private final Set<String> answered = new HashSet<>();

  private PulsarTrainingReports(Reader<byte[]> reader, MessagePublisher publisher) {
    this.reader = reader;
    this.publisher = publisher;
  }

  /**
   * @throws PulsarClientException if the topic cannot be used
   */
  public static PulsarTrainingReports open(PulsarClient client, String topic)
      throws PulsarClientException {
    return new PulsarTrainingReports(
        client.newReader(Schema.BYTES).topic(topic).startMessageId(MessageId.earliest).create(),
        MessagePublisher.open(client, topic));
  }

  /** Reads to the topic's present end, since a standby may have answered just now. */
  @Override
  public boolean isAnswered(String requestId) throws IOException {
    while (reader.hasMessageAvailable()) {
      byte[] message = reader.readNext().getData();
      answered.add(MessageCodec.decode(message, TrainingOutcome.class).requestId());
    }
    return answered.contains(requestId);
  }

  @Override
  public void announce(TrainingOutcome outcome) throws IOException {
    publisher.sendNow(outcome.requestId(), outcome);
  }

  @Override
  public void close() throws PulsarClientException {
    try {
      reader.close();
    } catch (IOException e) {
      throw PulsarClientException.unwrap(e);
    } finally {
      publisher.close();
    }
  }
}
