package io.shardsteer.common.pulsar;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RoutingMessage;
import io.shardsteer.common.message.SegmentMessage;
import io.shardsteer.common.message.TableMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.steering.BrokenHistoryException;
import io.shardsteer.common.steering.RevisionOrder;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/**
 * Hands over what stands on the routing topic in the order of revisions: first what is there, on
 * the calling thread, then what comes, one at a time. Old tables are summarised while it reads; it
 * then hands over either the tables or what stands for them. Thread-safe.
 */
public final class RoutingFollower implements AutoCloseable {
  private final RevisionOrder order;
  private final CompletableFuture<TopicFollower> follower = new CompletableFuture<>();
  private volatile @Nullable BrokenHistoryException broken;

  private RoutingFollower(RevisionOrder.Sink sink) {
    order = new RevisionOrder(sink);
  }

  /**
   * Follows the topic; whoever depends on it stops where it is broken.
   *
   * @param onEnd called in the background with why it ended; not for a close
   * @throws PulsarClientException if the topic cannot be read
   * @throws BrokenHistoryException if revisions are missing
   * @throws UnreadableTopicException if a message cannot be read
   */
  public static RoutingFollower follow(
      PulsarClient client, Topics topics, RevisionOrder.Sink sink, Consumer<Throwable> onEnd)
      throws PulsarClientException {
    var routing = new RoutingFollower(sink);
    TopicFollower topic =
        TopicFollower.follow(
            client,
            topics.tables(),
            message -> {
              if (routing.take(message)) {
                routing.checkAtEnd(onEnd);
              }
            },
            onEnd);
    routing.follower.complete(topic);
    try {
      routing.requireComplete();
    } catch (BrokenHistoryException e) {
      topic.close();
      throw e;
    }
    return routing;
  }

  private void requireComplete() {
    synchronized (order) {
      order.requireComplete();
    }
  }

  /**
   * @return whether something is held back that may lack what belongs before it
   */
  private boolean take(Message<byte[]> message) {
    byte[] bytes = TopicFollower.payload(message);
    synchronized (order) {
      if (bytes.length > 0) {
        RoutingMessage routing = MessageCodec.decode(bytes, RoutingMessage.class);
        if (routing instanceof TableMessage table) {
          order.table(table.table(), TopicFollower.publishMillis(message));
        } else if (routing instanceof SegmentMessage segment) {
          order.segment(segment.segment());
        }
      }
      return order.isWaiting();
    }
  }

  /** What is held back may come when the rest of the topic has been read, but no later. */
  private void checkAtEnd(Consumer<Throwable> onEnd) {
    if (!follower.isDone()) {
      return;
    }
    var unused =
        caughtUp()
            .thenRun(this::requireComplete)
            .exceptionally(
                failure -> {
                  if (failure.getCause() instanceof BrokenHistoryException gap) {
                    broken = gap;
                    close();
                    onEnd.accept(gap);
                  }
                  return null;
                });
  }

  /**
   * Asks the broker whether there is more than has been handed over.
   *
   * @return completed in the background once everything has been handed over that was published
   *     before the call; failed if it has ended
   */
  public CompletableFuture<Void> caughtUp() {
    return follower.thenCompose(TopicFollower::caughtUp);
  }

  /**
   * @throws UnreadableTopicException if following has ended by a failure
   * @throws BrokenHistoryException if revisions are missing
   */
  public void requireFollowing() {
    BrokenHistoryException gap = broken;
    if (gap != null) {
      throw gap;
    }
    follower.join().requireFollowing();
  }

  @Override
  public void close() {
    var unused = follower.thenAccept(TopicFollower::close);
  }
}
