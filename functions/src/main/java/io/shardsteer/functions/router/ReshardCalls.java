package io.shardsteer.functions.router;

import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.ConfigAnswers;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.steering.Reshard;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the moves of stored rows and answers each call of the command that moves them, once this
 * router goes by the move. A call that comes too early stays unanswered; the command calls again.
 */
final class ReshardCalls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReshardCalls.class);

  private final String part;
  private final Predicate<Reshard> follows;
  private final ConfigAnswers answers;
  private final Set<String> answered = new HashSet<>();
  private @Nullable TopicFollower follower;

  private ReshardCalls(String part, Predicate<Reshard> follows, ConfigAnswers answers) {
    this.part = part;
    this.follows = follows;
    this.answers = answers;
  }

  /**
   * @param part who answers, e.g. {@code router/0}
   * @param follows has the router go by a move; false while it cannot
   * @param onEnd told if moves can no longer be followed
   * @throws PulsarClientException if the topics cannot be used
   */
  static ReshardCalls follow(
      PulsarClient client,
      Topics topics,
      String part,
      Predicate<Reshard> follows,
      Consumer<Throwable> onEnd)
      throws PulsarClientException {
    var calls = new ReshardCalls(part, follows, ConfigAnswers.open(client, topics));
    try {
      calls.follower = TopicFollower.follow(client, topics.reshards(), calls::receive, onEnd);
      return calls;
    } catch (PulsarClientException | RuntimeException e) {
      calls.close();
      throw e;
    }
  }

  private void receive(Message<byte[]> message) {
    ReshardMessage move = MessageCodec.decode(message.getData(), ReshardMessage.class);
    Reshard reshard = move.reshard();
    boolean goesByIt = follows.test(reshard);
    if (move.call().isEmpty() || !goesByIt || !answered.add(move.call())) {
      return;
    }
    LOG.info(
        "Rows move reshard={} revision={} before={}",
        reshard.number(),
        reshard.revision(),
        reshard.beforeMillis());
    String answer = "routes what was published before by revision %d".formatted(reshard.revision());
    answers.send(new ConfigAnswer(move.call(), part, true, answer));
  }

  @Override
  public void close() throws PulsarClientException {
    if (follower != null) {
      follower.close();
    }
    answers.close();
  }
}
