package io.shardsteer.common.pulsar;

import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/** Sends commands to a pipeline's controller and follows what it does. Thread-safe. */
public final class ControllerClient implements AutoCloseable {
  private final MessagePublisher commands;
  private final TopicFollower answers;
  private final TopicFollower statuses;
  private final Map<String, CompletableFuture<CommandAnswer>> awaited = new ConcurrentHashMap<>();
  private volatile @Nullable ControllerStatus status;

  /**
   * @throws PulsarClientException if the topics cannot be used
   */
  public ControllerClient(PulsarClient client, Topics topics) throws PulsarClientException {
    answers =
        TopicFollower.follow(
            client,
            topics.commandAnswers(),
            message -> take(MessageCodec.decode(message.getData(), CommandAnswer.class)));
    statuses =
        TopicFollower.follow(
            client,
            topics.controllerStatus(),
            message -> status = MessageCodec.decode(message.getData(), ControllerStatus.class));
    commands = MessagePublisher.open(client, topics.commands());
  }

  private void take(CommandAnswer answer) {
    CompletableFuture<CommandAnswer> future = awaited.remove(answer.commandId());
    if (future != null) {
      future.complete(answer);
    }
  }

  /**
   * Sends a command.
   *
   * @return the controller's answer; empty if none came in time: the command then waits for the
   *     controller and is not to be sent again
   * @throws PulsarClientException if it could not be sent
   * @throws UnreadableTopicException if answers could not be read
   * @throws InterruptedException if interrupted while waiting
   */
  public Optional<CommandAnswer> send(ControllerCommand command, Duration patience)
      throws PulsarClientException, InterruptedException {
    String id = command.origin().id();
    CompletableFuture<CommandAnswer> future = new CompletableFuture<>();
    awaited.put(id, future);
    try {
      commands.sendNow(id, command);
      return Optional.of(future.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answers.requireFollowing();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("An answer is only ever completed with a value.", e);
    } finally {
      awaited.remove(id);
    }
  }

  /**
   * The newest status; empty before a controller has published one.
   *
   * @throws UnreadableTopicException if a status could not be read
   */
  public Optional<ControllerStatus> status() {
    statuses.requireFollowing();
    return Optional.ofNullable(status);
  }

  @Override
  public void close() throws PulsarClientException {
    answers.close();
    statuses.close();
    commands.close();
  }
}
