package io.shardsteer.common.pulsar;

import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.ConfigPush;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.Topics;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the configurations that an operator pushes and answers each, also the newest from before
 * the start: whoever pushed it while this part started still waits.
 */
public final class PushedConfigs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PushedConfigs.class);

  private final Function<ConfigPush, ConfigAnswer> taker;
  private final ConfigAnswers answers;
  private @Nullable TopicFollower follower;

  private PushedConfigs(Function<ConfigPush, ConfigAnswer> taker, ConfigAnswers answers) {
    this.taker = taker;
    this.answers = answers;
  }

  /**
   * @param taker goes over to a configuration or refuses it, and says so
   * @param onEnd told if the topic can no longer be followed
   * @throws PulsarClientException if the topics cannot be used
   */
  public static PushedConfigs follow(
      PulsarClient client,
      Topics topics,
      Function<ConfigPush, ConfigAnswer> taker,
      Consumer<Throwable> onEnd)
      throws PulsarClientException {
    var pushed = new PushedConfigs(taker, ConfigAnswers.open(client, topics));
    try {
      pushed.follower = TopicFollower.follow(client, topics.config(), pushed::receive, onEnd);
      return pushed;
    } catch (PulsarClientException | RuntimeException e) {
      pushed.close();
      throw e;
    }
  }

  /**
   * @throws UnreadableTopicException if a configuration could not be read
   */
  public void requireFollowing() {
    if (follower != null) {
      follower.requireFollowing();
    }
  }

  private void receive(Message<byte[]> message) {
    ConfigPush push = MessageCodec.decode(message.getData(), ConfigPush.class);
    ConfigAnswer answer = taker.apply(push);
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
