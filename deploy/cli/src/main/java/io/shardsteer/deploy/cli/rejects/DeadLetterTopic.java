package io.shardsteer.deploy.cli.rejects;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.deploy.cli.rollout.CommandException;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** A pipeline's dead letters. */
public final class DeadLetterTopic {
  private final PulsarClient client;
  private final String topic;

  public DeadLetterTopic(PulsarClient client, PipelineConfig config) {
    this.client = client;
    topic = Topics.beside(config.input().topic(), config.pipeline()).deadLetters();
  }

  public String topic() {
    return topic;
  }

  /**
   * Reads all that are there now.
   *
   * @param samples how many of each reason are kept
   * @throws CommandException if the topic cannot be read
   */
  public RejectCounts count(int samples) {
    RejectCounts counts = new RejectCounts(samples);
    try {
      TopicFollower.readThrough(client, topic, message -> counts.add(new DeadLetter(message)));
    } catch (PulsarClientException e) {
      throw new CommandException(
          "The dead letters cannot be read from %s: %s"
              .formatted(
                  topic,
                  PulsarFailures.told(e, "Is the pipeline deployed there? `steer deploy FILE`")),
          e);
    }
    return counts;
  }
}
