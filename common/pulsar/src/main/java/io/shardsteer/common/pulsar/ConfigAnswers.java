package io.shardsteer.common.pulsar;

import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.Topics;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what operators push to a part of a pipeline, or ask of it. Thread-safe. */
public final class ConfigAnswers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigAnswers.class);

  private final MessagePublisher publisher;

  private ConfigAnswers(MessagePublisher publisher) {
    this.publisher = publisher;
  }

  /**
   * @throws PulsarClientException if the topic of answers cannot be written to
   */
  public static ConfigAnswers open(PulsarClient client, Topics topics)
      throws PulsarClientException {
    return new ConfigAnswers(MessagePublisher.open(client, topics.configAnswers()));
  }

  /** Sends an answer without waiting. One that is lost is missed, and asked for again. */
  public void send(ConfigAnswer answer) {
    var unused =
        publisher
            .send(answer.pushId(), answer)
            .exceptionally(
                failure -> {
                  LOG.warn(
                      "Could not answer push={} part={}", answer.pushId(), answer.part(), failure);
                  return null;
                });
  }

  @Override
  public void close() throws PulsarClientException {
    publisher.close();
  }
}
