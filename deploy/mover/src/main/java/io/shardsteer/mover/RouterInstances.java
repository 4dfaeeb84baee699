package io.shardsteer.mover;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.RouterFunction;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.pulsar.Waiting;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** The running routers, as a move of rows needs them: all going by it, with nothing older open. */
final class RouterInstances {
  private static final long CALL_MILLIS = 2_000;
  private static final long LOOK_MILLIS = 50;

  private final PulsarClient client;
  private final RouterFunction function;
  private final Topics topics;
  private final Duration patience;

  RouterInstances(
      PulsarClient client, PulsarAdmin admin, PipelineConfig config, Duration patience) {
    this.client = client;
    this.patience = patience;
    function = new RouterFunction(admin, config);
    topics = Topics.beside(config.input().topic(), config.pipeline());
  }

  /**
   * Calls every instance until each has answered that it goes by the move, then waits until all
   * that was published up to then is durable: what an instance had decided before it answered is
   * among it.
   *
   * @param call publishes a call
   * @return how many instances there are
   * @throws OperationException if one does not answer in time, or the input is not worked off
   */
  int awaitAll(Consumer<String> call) {
    Set<String> parts = function.instances();
    if (parts.isEmpty()) {
      return 0;
    }
    Set<String> calls = ConcurrentHashMap.newKeySet();
    Set<String> answered = ConcurrentHashMap.newKeySet();
    TopicFollower answers = follow(calls, answered);
    try {
      call(parts, calls, answered, call);
      answers.requireFollowing();
    } finally {
      answers.close();
    }
    function.awaitAllSoFar(patience);
    return parts.size();
  }

  private TopicFollower follow(Set<String> calls, Set<String> answered) {
    try {
      return TopicFollower.follow(
          client,
          topics.configAnswers(),
          message -> {
            ConfigAnswer answer = MessageCodec.decode(message.getData(), ConfigAnswer.class);
            if (calls.contains(answer.pushId()) && answer.accepted()) {
              answered.add(answer.part());
            }
          });
    } catch (PulsarClientException e) {
      throw new OperationException(
          "Topic %s cannot be read: %s"
              .formatted(
                  topics.configAnswers(),
                  PulsarFailures.told(e, "Is the pipeline deployed there? `steer deploy FILE`")),
          e);
    }
  }

  private void call(
      Set<String> parts, Set<String> calls, Set<String> answered, Consumer<String> call) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!answered.containsAll(parts)) {
      if (System.nanoTime() > deadline) {
        Set<String> silent = new TreeSet<>(parts);
        silent.removeAll(new HashSet<>(answered));
        throw new OperationException(
            "%s did not answer for %d s, and rows cannot be moved before every router goes by it.\nLook at `steer status`; tried again, it goes on from here."
                .formatted(String.join(", ", silent), patience.toSeconds()));
      }
      String id = UUID.randomUUID().toString();
      calls.add(id);
      call.accept(id);
      long next = System.nanoTime() + CALL_MILLIS * 1_000_000;
      while (!answered.containsAll(parts) && System.nanoTime() < next) {
        Waiting.forMillis(LOOK_MILLIS);
      }
    }
  }
}
