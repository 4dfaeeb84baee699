package io.shardsteer.common.pulsar;

import io.shardsteer.common.message.BadMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over every message of a topic in order: first what is there, on the calling thread, then
 * what comes, on a thread of its own, one at a time. A compacted topic gives the newest message of
 * each key. Connections that break are mended by the client. Thread-safe.
 *
 * <p>No message is ever skipped: the first one that cannot be used ends the follower, and its owner
 * with it.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);

  /** How long it takes until a question is seen while no message comes. */
  private static final int PAUSE_MILLIS = 20;

  /** The same while questions come thick and fast, as when a router works off a backlog. */
  private static final int HURRY_MILLIS = 1;

  private static final long HURRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final String topic;
  private final Reader<byte[]> reader;
  private final Consumer<Message<byte[]>> onMessage;
  private final List<CompletableFuture<Void>> questions = new ArrayList<>();
  private volatile long hurryUntilNanos = System.nanoTime();
  private volatile boolean closed;
  private boolean ended;
  private volatile @Nullable Throwable failure;

  private TopicFollower(String topic, Reader<byte[]> reader, Consumer<Message<byte[]>> onMessage) {
    this.topic = topic;
    this.reader = reader;
    this.onMessage = onMessage;
  }

  /**
   * Whether a topic is there; asking does not create it, as following does where the broker is so
   * set up.
   *
   * @throws PulsarClientException if the broker cannot be asked
   */
  public static boolean exists(PulsarClient client, String topic) throws PulsarClientException {
    try {
      return !client.getPartitionsForTopic(topic, false).get().isEmpty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PulsarClientException.NotFoundException
          || e.getCause() instanceof PulsarClientException.TopicDoesNotExistException) {
        return false;
      }
      throw PulsarClientException.unwrap(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PulsarClientException(e);
    }
  }

  /**
   * Reads the topic to its present end, then goes on in the background. Who watches asks {@link
   * #requireFollowing} before going by what was read.
   *
   * @param onMessage called for each message; what it throws ends the follower
   * @throws PulsarClientException if the topic cannot be read
   * @throws UnreadableTopicException if a message that is there already cannot be read
   * @throws RuntimeException what else {@code onMessage} throws for such a message
   */
  public static TopicFollower follow(
      PulsarClient client, String topic, Consumer<Message<byte[]>> onMessage)
      throws PulsarClientException {
    return follow(client, topic, onMessage, failure -> {});
  }

  /**
   * Reads the topic to its present end, then goes on in the background.
   *
   * @param onMessage called for each message; what it throws ends the follower
   * @param onEnd called in the background with why the follower ended; not for a close
   * @throws PulsarClientException if the topic cannot be read
   * @throws UnreadableTopicException if a message that is there already cannot be read
   * @throws RuntimeException what else {@code onMessage} throws for such a message
   */
  public static TopicFollower follow(
      PulsarClient client,
      String topic,
      Consumer<Message<byte[]>> onMessage,
      Consumer<Throwable> onEnd)
      throws PulsarClientException {
    TopicFollower follower = new TopicFollower(topic, open(client, topic), onMessage);
    try {
      follower.readToEnd();
    } catch (PulsarClientException | RuntimeException | Error e) {
      follower.close();
      throw e;
    }
    Thread thread = new Thread(() -> follower.readOn(onEnd), "shardsteer-follow");
    thread.setDaemon(true);
    thread.start();
    return follower;
  }

  /**
   * Reads the topic to its present end and no further.
   *
   * @param onMessage called for each message; what it throws ends the reading
   * @throws PulsarClientException if the topic cannot be read
   * @throws UnreadableTopicException if a message cannot be read
   * @throws RuntimeException what else {@code onMessage} throws
   */
  public static void readThrough(
      PulsarClient client, String topic, Consumer<Message<byte[]>> onMessage)
      throws PulsarClientException {
    try (TopicFollower follower = new TopicFollower(topic, open(client, topic), onMessage)) {
      follower.readToEnd();
    }
  }

  /**
   * When a message was published: by the broker's clock where the cluster is set up to tell, else
   * by the publisher's.
   *
   * @return epoch milliseconds
   */
  public static long publishMillis(Message<?> message) {
    return message.getBrokerPublishTime().orElseGet(message::getPublishTime);
  }

  /** A message's bytes; empty for one without a value, of which Pulsar gives none. */
  public static byte[] payload(Message<byte[]> message) {
    byte @Nullable [] bytes = message.getData();
    return bytes == null ? new byte[0] : bytes;
  }

  private static Reader<byte[]> open(PulsarClient client, String topic)
      throws PulsarClientException {
    return client
        .newReader(Schema.BYTES)
        .topic(topic)
        .startMessageId(MessageId.earliest)
        .readCompacted(true)
        .create();
  }

  /**
   * Asks the broker whether there is more than has been handed over.
   *
   * @return completed in the background once everything has been handed over that was published
   *     before the call; failed if the follower has ended
   */
  public CompletableFuture<Void> caughtUp() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    hurryUntilNanos = System.nanoTime() + HURRY_NANOS;
    synchronized (questions) {
      if (!ended) {
        questions.add(answer);
        return answer;
      }
    }
    answer.completeExceptionally(new IllegalStateException(topic + " is no longer followed"));
    return answer;
  }

  /**
   * @throws UnreadableTopicException if following has ended by a failure, so that what was read is
   *     not what the topic holds
   */
  public void requireFollowing() {
    Throwable why = failure;
    if (why != null) {
      throw new UnreadableTopicException(
          "%s is no longer followed: %s".formatted(topic, why.getMessage()), why);
    }
  }

  private void readToEnd() throws PulsarClientException {
    while (reader.hasMessageAvailable()) {
      handOver(reader.readNext());
    }
  }

  private void readOn(Consumer<Throwable> onEnd) {
    try {
      while (!closed) {
        List<CompletableFuture<Void>> asked = takeQuestions();
        if (asked.isEmpty()) {
          readNext();
        } else {
          answer(asked);
        }
      }
      end(new IllegalStateException(topic + " is no longer followed"));
    } catch (PulsarClientException | RuntimeException | Error e) {
      end(e);
      if (!closed) {
        failure = e;
        LOG.error("A topic can no longer be followed topic={}", topic, e);
        onEnd.accept(e);
      }
    }
  }

  private void readNext() throws PulsarClientException {
    int pause = System.nanoTime() < hurryUntilNanos ? HURRY_MILLIS : PAUSE_MILLIS;
    Message<byte[]> next = reader.readNext(pause, TimeUnit.MILLISECONDS);
    if (next != null) {
      handOver(next);
    }
  }

  private void handOver(Message<byte[]> message) {
    try {
      onMessage.accept(message);
    } catch (BadMessageException e) {
      throw new UnreadableTopicException(
          "Message %s of %s cannot be read, and none is skipped: %s"
              .formatted(message.getMessageId(), topic, e.getMessage()),
          e);
    }
  }

  private void answer(List<CompletableFuture<Void>> asked) throws PulsarClientException {
    try {
      readToEnd();
    } catch (PulsarClientException.AlreadyClosedException e) {
      throw e;
    } catch (PulsarClientException e) {
      LOG.warn("Cannot ask for the end of a topic, retrying topic={}", topic, e);
      synchronized (questions) {
        questions.addAll(asked);
      }
      readNext();
      return;
    }
    asked.forEach(question -> question.complete(null));
  }

  private List<CompletableFuture<Void>> takeQuestions() {
    synchronized (questions) {
      if (questions.isEmpty()) {
        return List.of();
      }
      List<CompletableFuture<Void>> taken = List.copyOf(questions);
      questions.clear();
      return taken;
    }
  }

  private void end(Throwable why) {
    List<CompletableFuture<Void>> left;
    synchronized (questions) {
      ended = true;
      left = List.copyOf(questions);
      questions.clear();
    }
    left.forEach(question -> question.completeExceptionally(why));
  }

  @Override
  public void close() {
    closed = true;
    var unused = reader.closeAsync();
  }
}
