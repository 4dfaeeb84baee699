package io.shardsteer.functions.runtime;

import io.shardsteer.common.adapter.pulsar.ConfigAnswers;
import io.shardsteer.common.adapter.pulsar.TopicFollower;
import io.shardsteer.common.config.InvalidConfigurationException;
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
 * Follows the configurations that an operator pushes and answers each, also the newest from before
 * the start: whoever pushed it while the function started still waits.
 */
public final class ConfigPushes implements AutoCloseable {
  /** Goes over to another configuration. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * @param config a valid configuration
     * @param push what it came with
     * @return what changed, for people
     * @throws IllegalArgumentException if it cannot go over; the message says why and the remedy
     */
    String apply(PipelineConfig config, ConfigPush push);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ConfigPushes.class);

  private final String part;
  private final Receiver receiver;
  private final ConfigAnswers answers;
  private @Nullable TopicFollower follower;

  private ConfigPushes(String part, Receiver receiver, ConfigAnswers answers) {
    this.part = part;
    this.receiver = receiver;
    this.answers = answers;
  }

  /**
   * @param part who answers, e.g. {@code router/0}
   * @throws PulsarClientException if the topics cannot be used
   */
  public static ConfigPushes follow(
      PulsarClient client, Topics topics, String part, Receiver receiver)
      throws PulsarClientException {
    var pushes = new ConfigPushes(part, receiver, ConfigAnswers.open(client, topics));
    pushes.follower = TopicFollower.follow(client, topics.config(), pushes::receive);
    return pushes;
  }

  private void receive(Message<byte[]> message) {
    ConfigPush push = MessageCodec.decode(message.getData(), ConfigPush.class);
    ConfigAnswer answer = answer(push);
    LOG.info(
        "Configuration pushed push={} accepted={} message={}",
        push.id(),
        answer.accepted(),
        answer.message());
    answers.send(answer);
  }

  private ConfigAnswer answer(ConfigPush push) {
    try {
      FunctionSettings settings = FunctionSettings.of(push.config());
      return new ConfigAnswer(push.id(), part, true, receiver.apply(settings.pipeline(), push));
    } catch (InvalidConfigurationException | IllegalArgumentException e) {
      return new ConfigAnswer(push.id(), part, false, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() throws PulsarClientException {
    if (follower != null) {
      follower.close();
    }
    answers.close();
  }
}
