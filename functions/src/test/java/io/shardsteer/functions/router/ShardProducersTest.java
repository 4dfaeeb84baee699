package io.shardsteer.functions.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardsteer.common.retry.Backoff;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShardProducersTest {
  private static final int SHARD = 3;

  private final ScheduledExecutorService retries = Executors.newScheduledThreadPool(2);
  private final BlockingQueue<Opening> openings = new LinkedBlockingQueue<>();
  private final ShardProducers producers =
      new ShardProducers(
          shard -> "trips-shard-" + shard,
          topic -> {
            Opening opening = new Opening(topic);
            openings.add(opening);
            return opening.done.thenApply(nothing -> opening.producer());
          },
          retries,
          Backoff.doubling(Duration.ofMillis(1), Duration.ofMillis(20)));

  /** A producer of a topic, once the test lets it be opened; its sends end when the test says. */
  private static final class Opening {
    private final String topic;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final BlockingQueue<CompletableFuture<Object>> unanswered = new LinkedBlockingQueue<>();
    private volatile boolean connected = true;
    private volatile boolean closed;

    Opening(String topic) {
      this.topic = topic;
    }

    TopicProducer producer() {
      Producer<byte[]> producer =
          fake(
              Producer.class,
              (self, name, arguments) ->
                  switch (name) {
                    case "newMessage" -> message();
                    case "isConnected" -> connected;
                    case "closeAsync", "close" -> {
                      closed = true;
                      yield CompletableFuture.completedFuture(null);
                    }
                    default -> throw new UnsupportedOperationException(name);
                  });
      PulsarClient unused = fake(PulsarClient.class, (self, name, arguments) -> null);
      return new TopicProducer(unused, topic, producer);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is what the fake answers
    private TypedMessageBuilder<byte[]> message() {
      return fake(
          TypedMessageBuilder.class,
          (self, name, arguments) -> {
            if (name.equals("key")) {
              sent.add((String) arguments[0]);
              return self;
            }
            CompletableFuture<Object> answer = new CompletableFuture<>();
            unanswered.add(answer);
            return answer;
          });
    }

    void answerAll() {
      List<CompletableFuture<Object>> all = new ArrayList<>();
      unanswered.drainTo(all);
      all.forEach(answer -> answer.complete(null));
    }

    void failAll(PulsarClientException failure) {
      List<CompletableFuture<Object>> all = new ArrayList<>();
      unanswered.drainTo(all);
      all.forEach(answer -> answer.completeExceptionally(failure));
    }
  }

  private interface Calls {
    @Nullable Object on(Object self, String name, Object[] arguments);
  }

  @SuppressWarnings("unchecked")
  private static <T> T fake(Class<? super T> type, Calls calls) {
    return (T)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                calls.on(self, method.getName(), arguments == null ? new Object[0] : arguments));
  }

  @AfterEach
  void stopThreads() {
    retries.shutdownNow();
  }

  private CompletableFuture<?> send(int shard, String record) {
    return producers.of(shard).send(10, sender -> sender.newMessage().key(record));
  }

  private void hand(String record) {
    var unused = send(SHARD, record);
  }

  private Opening opening() throws InterruptedException {
    return Objects.requireNonNull(openings.poll(30, TimeUnit.SECONDS), "opens no producer");
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  @Test
  void opensAProducerWithTheFirstRecordOfItsShard() throws Exception {
    assertThat(openings).isEmpty();

    CompletableFuture<?> sent = send(SHARD, "a");

    assertThat(openings).hasSize(1);
    assertThat(sent).isNotDone();
    Opening opening = opening();
    assertThat(opening.topic).isEqualTo("trips-shard-3");
    opening.done.complete(null);
    await().until(() -> opening.sent.contains("a"));
    opening.answerAll();
    await().until(sent::isDone);
    assertThat(sent).isCompleted();
    assertThat(openings).isEmpty();
  }

  @Test
  void holdsNobodyWhileAProducerIsBeingOpened() throws Exception {
    hand("waits");
    CompletableFuture<?> other = send(4, "goes");

    assertThat(opening().topic).isEqualTo("trips-shard-3");
    Opening opening = opening();
    opening.done.complete(null);
    await().until(() -> opening.sent.contains("goes"));
    opening.answerAll();
    await().until(other::isDone);
  }

  @Test
  void keepsTheOrderOfRecordsThatComeWhileAProducerIsBeingOpened() throws Exception {
    numbers(0, 500).forEach(this::hand);
    Opening opening = opening();
    opening.done.complete(null);
    numbers(500, 5_000).forEach(this::hand);

    await().until(() -> opening.sent.size() == 5_000);
    assertThat(opening.sent).isEqualTo(numbers(0, 5_000));
    assertThat(openings).isEmpty();
  }

  @Test
  void opensAgainWhatCouldNotBeOpenedAndKeepsTheOrder() throws Exception {
    numbers(0, 10).forEach(this::hand);
    opening().done.completeExceptionally(new PulsarClientException("no broker"));
    opening().done.completeExceptionally(new PulsarClientException("no broker"));
    Opening opening = opening();
    hand("10");
    opening.done.complete(null);

    await().until(() -> opening.sent.size() == 11);
    assertThat(opening.sent).isEqualTo(numbers(0, 11));
  }

  private Opening opened(String record) throws InterruptedException {
    hand(record);
    Opening opening = opening();
    opening.done.complete(null);
    await().until(() -> opening.sent.contains(record));
    return opening;
  }

  // The call after its last record finds it used, so it is the one after that.
  @Test
  void closesAProducerWithoutRecordsAndOpensAnotherForTheNext() throws Exception {
    Opening first = opened("a");
    first.answerAll();
    producers.closeIdle();
    assertThat(first.closed).isFalse();

    producers.closeIdle();

    assertThat(first.closed).isTrue();
    assertThat(openings).isEmpty();
    assertThat(opened("b").sent).containsExactly("b");
    assertThat(first.sent).containsExactly("a");
  }

  @Test
  void keepsAProducerThatIsUsedOrHasRecordsInFlight() throws Exception {
    Opening opening = opened("a");
    for (int i = 0; i < 5; i++) {
      producers.closeIdle();
    }
    assertThat(opening.closed).isFalse();

    opening.answerAll();
    for (int i = 0; i < 5; i++) {
      hand("b" + i);
      opening.answerAll();
      producers.closeIdle();
    }
    assertThat(opening.closed).isFalse();
    assertThat(openings).isEmpty();
  }

  @Test
  void leavesAProducerAloneThatIsBeingOpened() throws Exception {
    CompletableFuture<?> sent = send(SHARD, "a");
    producers.closeIdle();
    producers.closeIdle();
    Opening opening = opening();
    opening.done.complete(null);
    await().until(() -> opening.sent.contains("a"));
    opening.answerAll();
    await().until(sent::isDone);
    assertThat(opening.closed).isFalse();
  }

  @Test
  void opensTheFirstProducersEarlyAndThoseThatNobodyNeedsOnlyOnce() {
    producers.openEarly(IntStream.range(0, 100).boxed().toList());
    assertThat(openings).hasSize(64);
    List<Opening> early = List.copyOf(openings);
    openings.clear();
    early.forEach(opening -> opening.done.complete(null));

    await()
        .until(
            () -> {
              producers.closeIdle();
              return early.stream().allMatch(opening -> opening.closed);
            });
    assertThat(openings).isEmpty();
  }

  @Test
  void replacesAProducerThatEnded() throws Exception {
    Opening first = opened("a");
    CompletableFuture<?> failing = send(SHARD, "b");
    first.connected = false;
    first.failAll(new PulsarClientException.TopicDoesNotExistException("deleted"));

    assertThatThrownBy(failing::join).hasRootCauseMessage("deleted");
    assertThat(first.closed).isTrue();
    assertThat(opened("b").sent).containsExactly("b");
  }

  @Test
  void waitsForABrokerThatIsAwayWithTheSameProducer() throws Exception {
    Opening opening = opened("a");
    opening.answerAll();
    opening.connected = false;

    CompletableFuture<?> sent = send(SHARD, "b");

    assertThat(sent).isNotDone();
    opening.answerAll();
    assertThat(sent).isCompleted();
    assertThat(openings).isEmpty();
  }

  @Test
  void refusesARecordThatItsTopicNeverTakes() throws Exception {
    Opening opening = opened("a");
    opening.answerAll();
    CompletableFuture<?> sent = send(SHARD, "b");
    opening.failAll(new PulsarClientException.InvalidMessageException("too large"));

    assertThatThrownBy(sent::join)
        .hasCauseInstanceOf(RecordRefusedException.class)
        .hasMessageContaining("trips-shard-3");
    assertThat(opening.closed).isFalse();
  }

  // What waits is not acknowledged, so it is delivered to the next instance.
  @Test
  void closesWhatIsOpenedAfterTheEndAndSendsNothingMore() throws Exception {
    CompletableFuture<?> waits = send(SHARD, "a");
    Opening opening = opening();
    producers.close();
    opening.done.complete(null);

    await().until(() -> opening.closed);
    assertThat(opening.sent).isEmpty();
    assertThat(waits).isNotDone();
  }
}
