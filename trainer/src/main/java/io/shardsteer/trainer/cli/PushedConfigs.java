package io.shardsteer.trainer.cli;

import io.shardsteer.common.adapter.pulsar.ConfigAnswers;
import io.shardsteer.common.adapter.pulsar.TopicFollower;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.ConfigPush;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.Topics;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the configurations that operators push and answers each, also the last from before the
 * start: whoever pushed it while this started still waits.
 */
final class PushedConfigs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PushedConfigs.class);

  private final TrainerConfig config;
  private final ConfigAnswers answers;
  private @Nullable TopicFollower follower;

  private PushedConfigs(TrainerConfig config, ConfigAnswers answers) {
    this.config = config;
    this.answers = answers;
  }

  /**
   * @throws PulsarClientException if the topics cannot be used
   */
  static PushedConfigs follow(PulsarClient client, Topics topics, TrainerConfig config)
      throws PulsarClientException {
    ConfigAnswers answers = ConfigAnswers.open(client, topics);
    var pushed = new PushedConfigs(config, answers);
    pushed.follower = TopicFollower.follow(client, topics.config(), pushed::receive);
    return pushed;
  }

  /** The configuration to go by now. */
  PipelineConfig current() {
    return config.current();
  }

  private void receive(Message<byte[]> message) {
    ConfigPush push = MessageCodec.decode(message.getData(), ConfigPush.class);
    ConfigAnswer answer = config.take(push);
    LOG.info(
        "Configuration pushed push={} accepted={} message={}",
        push.id(),
        answer.accepted(),
        answer.message());
    answers.send(answer);
  }

  @Override
  public void close() throws PulsarClientException {
    if (follower != null) {
      follower.close();
    }
    answers.close();
  }
}
