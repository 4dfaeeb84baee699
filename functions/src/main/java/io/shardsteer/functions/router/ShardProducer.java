package io.shardsteer.functions.router;

import io.shardsteer.common.record.Rejection.Reason;
import io.shardsteer.functions.router.TopicProducer.Filling;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes to the topic of one shard, in order, by a producer that is there while records come.
 * Opening it holds nobody: what comes meanwhile waits here in its order, and is sent when the
 * producer is open. Thread-safe.
 *
 * <p>Records that wait are in flight like those that were sent, so the bound on these bounds them.
 */
final class ShardProducer {
  private static final Logger LOG = LoggerFactory.getLogger(ShardProducer.class);

  /** A record that came while the producer was being opened. */
  private record Waiting(int payloadBytes, Filling filling, CompletableFuture<MessageId> sent) {}

  private final String topic;
  private final Supplier<CompletionStage<TopicProducer>> opener;
  private final AsyncRetry opening;
  private final Executor executor;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable TopicProducer open;
  private boolean isOpening;
  private boolean isUsed;
  private boolean isClosed;
  private int inFlight;

  /**
   * @param opener begins to open a producer of the topic
   * @param opening tries that until it works
   * @param executor sends what has waited, which may block
   */
  ShardProducer(
      String topic,
      Supplier<CompletionStage<TopicProducer>> opener,
      AsyncRetry opening,
      Executor executor) {
    this.topic = topic;
    this.opener = opener;
    this.opening = opening;
    this.executor = executor;
  }

  /** Begins to open the producer, before a record needs it. */
  void open() {
    boolean begins;
    synchronized (this) {
      isUsed = true;
      begins = beginsToOpen();
    }
    if (begins) {
      openNow();
    }
  }

  /**
   * Publishes a record, behind all that was handed over before.
   *
   * @param payloadBytes its size
   * @return completed once it is durable; failed with {@link RecordRefusedException} where this
   *     record can never be published
   */
  CompletableFuture<MessageId> send(int payloadBytes, Filling filling) {
    TopicProducer producer;
    boolean begins = false;
    CompletableFuture<MessageId> later = new CompletableFuture<>();
    synchronized (this) {
      isUsed = true;
      inFlight++;
      producer = open;
      if (producer == null) {
        waiting.add(new Waiting(payloadBytes, filling, later));
        begins = beginsToOpen();
      }
    }
    if (producer != null) {
      return send(producer, payloadBytes, filling);
    }
    if (begins) {
      openNow();
    }
    return later;
  }

  private boolean beginsToOpen() {
    boolean begins = open == null && !isOpening && !isClosed;
    isOpening |= begins;
    return begins;
  }

  private void openNow() {
    var unused = opening.untilDone(() -> opener.get().thenAccept(this::opened));
  }

  /** Comes on a thread of the Pulsar client, which must not wait for what it has to do itself. */
  private void opened(TopicProducer producer) {
    try {
      executor.execute(() -> sendWaiting(producer));
    } catch (RejectedExecutionException e) {
      // Shut down: what waits stays unacknowledged and is delivered to the next instance.
      producer.abandon();
    }
  }

  private void sendWaiting(TopicProducer producer) {
    for (Waiting next = next(producer); next != null; next = next(producer)) {
      CompletableFuture<MessageId> sent = next.sent();
      var unused =
          send(producer, next.payloadBytes(), next.filling())
              .whenComplete(
                  (id, failure) -> {
                    if (failure == null) {
                      sent.complete(id);
                    } else {
                      sent.completeExceptionally(AsyncRetry.cause(failure));
                    }
                  });
    }
  }

  /** What is to be sent next; once nothing waits, records go to the producer without waiting. */
  private synchronized @Nullable Waiting next(TopicProducer producer) {
    if (isClosed) {
      producer.abandon();
      return null;
    }
    Waiting next = waiting.poll();
    if (next == null) {
      open = producer;
      isOpening = false;
    }
    return next;
  }

  private CompletableFuture<MessageId> send(
      TopicProducer producer, int payloadBytes, Filling filling) {
    return begun(producer, payloadBytes, filling)
        .handle(
            (id, failure) -> {
              ended(producer, failure);
              if (failure != null) {
                throw new CompletionException(why(failure));
              }
              return id;
            });
  }

  private static CompletableFuture<MessageId> begun(
      TopicProducer producer, int payloadBytes, Filling filling) {
    try {
      return producer.send(payloadBytes, filling);
    } catch (PulsarClientException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    }
  }

  private void ended(TopicProducer producer, @Nullable Throwable failure) {
    boolean isGone;
    synchronized (this) {
      inFlight--;
      // One that ended, e.g. because its topic was deleted, is replaced for the next record.
      isGone =
          failure instanceof PulsarClientException
              && !(failure instanceof PulsarClientException.InvalidMessageException)
              && producer == open
              && !producer.isConnected();
      if (isGone) {
        open = null;
      }
    }
    if (isGone) {
      producer.abandon();
    }
  }

  private Throwable why(Throwable failure) {
    return failure instanceof PulsarClientException.InvalidMessageException
        ? new RecordRefusedException(
            Reason.TOO_LARGE,
            "Topic %s refuses the record: %s".formatted(topic, failure.getMessage()),
            failure)
        : failure;
  }

  /** Closes the producer where it has had nothing to send since the last call. */
  void closeIfIdle() {
    TopicProducer idle;
    synchronized (this) {
      boolean wasUsed = isUsed;
      isUsed = inFlight > 0;
      if (wasUsed || isUsed || open == null) {
        return;
      }
      idle = open;
      open = null;
    }
    LOG.debug("Producer closed, as its shard gets no records topic={}", topic);
    idle.abandon();
  }

  /** Sends nothing from now on, not even what waits. */
  void close() {
    TopicProducer last;
    synchronized (this) {
      isClosed = true;
      last = open;
      open = null;
    }
    if (last == null) {
      return;
    }
    try {
      last.close();
    } catch (PulsarClientException e) {
      LOG.warn("Could not close a producer topic={}", topic, e);
    }
  }
}
