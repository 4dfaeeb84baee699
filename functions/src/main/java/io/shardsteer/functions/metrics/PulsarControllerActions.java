package io.shardsteer.functions.metrics;

import io.shardsteer.common.control.ControllerAction;
import io.shardsteer.common.control.ControllerAction.Answer;
import io.shardsteer.common.control.ControllerAction.LogDecision;
import io.shardsteer.common.control.ControllerAction.PublishTable;
import io.shardsteer.common.control.ControllerAction.RequestMove;
import io.shardsteer.common.control.ControllerAction.RequestRetrain;
import io.shardsteer.common.control.ControllerAction.SaveCheckpoint;
import io.shardsteer.common.control.ControllerAction.SaveLoad;
import io.shardsteer.common.control.ControllerAction.Summarise;
import io.shardsteer.common.message.SegmentMessage;
import io.shardsteer.common.message.SteerMessage;
import io.shardsteer.common.message.TableMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.MessagePublisher;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controller's actions as messages on the pipeline's topics, the tables' written by it alone.
 */
final class PulsarControllerActions implements ControllerActions, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PulsarControllerActions.class);

  private static final String CHECKPOINT_KEY = "checkpoint";
  private static final long PAUSE_MILLIS = 1_000;

  /** Messages that are withdrawn before it is waited for them. */
  private static final int MOST_AT_ONCE = 500;

  private final MessagePublisher tables;
  private final MessagePublisher requests;
  private final MessagePublisher moves;
  private final MessagePublisher decisionLog;
  private final MessagePublisher checkpoints;
  private final MessagePublisher answers;

  /**
   * Waits until no other instance writes tables.
   *
   * @throws PulsarClientException if a topic cannot be written to
   */
  PulsarControllerActions(PulsarClient client, Topics topics) throws PulsarClientException {
    tables = MessagePublisher.openAlone(client, topics.tables());
    requests = MessagePublisher.open(client, topics.retrainRequests());
    moves = MessagePublisher.open(client, topics.moveRequests());
    decisionLog = MessagePublisher.open(client, topics.decisionLog());
    checkpoints = MessagePublisher.open(client, topics.controllerCheckpoint());
    answers = MessagePublisher.open(client, topics.commandAnswers());
  }

  @Override
  public void carryOut(ControllerAction action) throws FencedException, InterruptedException {
    if (action instanceof PublishTable publish) {
      LOG.info(
          "Table published revision={} model={} reason={}",
          publish.table().revision(),
          publish.table().model().version(),
          publish.table().reason());
      send(
          tables,
          SegmentMessage.key(publish.table().revision()),
          new TableMessage(publish.table()));
    } else if (action instanceof Summarise old) {
      summarise(old);
    } else if (action instanceof RequestRetrain retrain) {
      LOG.info(
          "Training requested request={} reason={}",
          retrain.request().id(),
          retrain.request().reason());
      send(requests, retrain.request().id(), retrain.request());
    } else if (action instanceof RequestMove move) {
      LOG.info(
          "Move of rows requested request={} revision={}",
          move.request().id(),
          move.request().revision());
      send(moves, move.request().id(), move.request());
    } else if (action instanceof LogDecision write) {
      send(decisionLog, write.entry().kind(), write.entry());
    } else if (action instanceof SaveCheckpoint save) {
      send(checkpoints, CHECKPOINT_KEY, save.checkpoint());
    } else if (action instanceof SaveLoad save) {
      send(checkpoints, save.bucket().key(), save.bucket());
    } else if (action instanceof Answer answer) {
      send(answers, answer.answer().commandId(), answer.answer());
    }
  }

  /** First the new, then no longer the old: whoever reads meanwhile finds one of them. */
  private void summarise(Summarise old) throws FencedException, InterruptedException {
    LOG.info(
        "Tables summarised fromRevision={} toRevision={} messages={}",
        old.segment().fromRevision(),
        old.segment().toRevision(),
        old.replacedKeys().size());
    send(tables, SegmentMessage.key(old.segment()), new SegmentMessage(old.segment()));
    for (int from = 0; from < old.replacedKeys().size(); from += MOST_AT_ONCE) {
      int to = Math.min(from + MOST_AT_ONCE, old.replacedKeys().size());
      CompletableFuture<?>[] withdrawn =
          old.replacedKeys().subList(from, to).stream()
              .map(tables::withdraw)
              .toArray(CompletableFuture<?>[]::new);
      try {
        CompletableFuture.allOf(withdrawn).get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof PulsarClientException.ProducerFencedException fenced) {
          throw new FencedException(fenced);
        }
        // What is not withdrawn takes room and does no harm.
        LOG.warn("Could not withdraw summarised tables", e);
        return;
      }
    }
  }

  private static void send(MessagePublisher publisher, String key, SteerMessage message)
      throws FencedException, InterruptedException {
    while (true) {
      try {
        publisher.sendNow(key, message);
        return;
      } catch (PulsarClientException.ProducerFencedException e) {
        throw new FencedException(e);
      } catch (PulsarClientException e) {
        LOG.warn("Could not send, trying again key={}", key, e);
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
  }

  @Override
  public void close() throws PulsarClientException {
    tables.close();
    requests.close();
    moves.close();
    decisionLog.close();
    checkpoints.close();
    answers.close();
  }
}
