package io.shardsteer.deploy.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Publishes orders at a steady rate and, a while after each, its risk to the topic of outcomes:
 * what a smooth, curved function of five of the order's fields gives, and noise. Some outcomes
 * never come, some come twice, too early or too late, contradict themselves or cannot be read.
 */
final class Orders implements AutoCloseable {
  private static final int TICKS_PER_SECOND = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of so many orders in a row, one has each of the faults. */
  private static final int FAULTS_EVERY = 50;

  private final Producer<byte[]> orders;
  private final Producer<byte[]> outcomes;
  private final Duration delay;
  private final SplittableRandom random;
  private final List<Double> risks = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  /**
   * @param input topic of the orders
   * @param outcomesTopic topic of what becomes of them
   * @param delay between an order and its outcome
   */
  Orders(
      PulsarClient client,
      String input,
      String outcomesTopic,
      Duration delay,
      int perSecond,
      long seed)
      throws PulsarClientException {
    orders = client.newProducer().topic(input).blockIfQueueFull(true).create();
    outcomes = client.newProducer().topic(outcomesTopic).blockIfQueueFull(true).create();
    this.delay = delay;
    random = new SplittableRandom(seed);
    var unused =
        clock.scheduleAtFixedRate(
            () -> send(perSecond / TICKS_PER_SECOND),
            0,
            1_000 / TICKS_PER_SECOND,
            TimeUnit.MILLISECONDS);
  }

  /** The risk of each order that was published, by its number. */
  synchronized List<Double> risks() {
    return List.copyOf(risks);
  }

  /** Waits until so many more orders were published. */
  void awaitMore(int count) {
    int goal = risks().size() + count;
    Awaitility.await(count + " more orders")
        .atMost(PATIENCE)
        .until(() -> failure.get() != null || risks().size() >= goal);
  }

  private void send(int count) {
    try {
      for (int i = 0; i < count; i++) {
        sendNext();
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private synchronized void sendNext() {
    int number = risks.size();
    double[] x = new double[5];
    ObjectNode order = JSON.createObjectNode().put("order", key(number)).put("number", number);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextDouble();
      order.put("x" + (i + 1), x[i]);
    }
    double risk =
        Math.sin(2 * Math.PI * x[0])
            + 2 * x[1] * x[2]
            + x[3]
            + (x[4] > 0.5 ? 0.7 : 0)
            + 0.1 * random.nextGaussian();
    risks.add(risk);
    if (number % FAULTS_EVERY == 0) {
      outcome(key(number), risk(-50), Duration.ZERO);
    }
    send(orders, key(number), order.toString());
    sendOutcomes(number, risk);
  }

  private void sendOutcomes(int number, double risk) {
    String key = key(number);
    switch (number % FAULTS_EVERY) {
      case 1 -> {} // never known
      case 2 -> { // twice
        outcome(key, risk(risk), delay);
        outcome(key, risk(risk), delay.plusSeconds(1));
      }
      case 3 -> { // corrected
        outcome(key, risk(50), delay.dividedBy(2));
        outcome(key, risk(risk), delay);
      }
      case 4 -> outcome(key, risk(-50), delay.multipliedBy(4)); // too late, and wrong
      case 5 -> outcome(key, "not JSON", delay);
      case 6 -> outcome(key, "{\"risk\":[1,2]}", delay);
      case 7 -> outcome(null, risk(-50), delay); // of nothing that has a name
      case 8 -> outcome(null, "{\"order\":\"%s\",\"risk\":%s}".formatted(key, risk), delay);
      case 9 -> outcome("another-" + number, risk(-50), delay);
      case 10 -> outcome(key, null, delay); // without a value
      default -> outcome(key, risk(risk), delay);
    }
  }

  private static String key(int number) {
    return "order-" + number;
  }

  private static String risk(double value) {
    return "{\"risk\":%s}".formatted(value);
  }

  private void outcome(@Nullable String key, @Nullable String payload, Duration later) {
    if (later.isZero()) {
      send(outcomes, key, payload);
      return;
    }
    var unused =
        clock.schedule(() -> send(outcomes, key, payload), later.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void send(Producer<byte[]> producer, @Nullable String key, @Nullable String payload) {
    var message =
        producer
            .newMessage()
            .value(payload == null ? null : payload.getBytes(StandardCharsets.UTF_8));
    if (key != null) {
      message.key(key);
    }
    var unused =
        message
            .sendAsync()
            .whenComplete(
                (id, refused) -> {
                  if (refused != null) {
                    failure.compareAndSet(null, refused);
                  }
                });
  }

  /** Ends the stream; outcomes that are due later are not published. */
  @Override
  public void close() throws PulsarClientException {
    clock.shutdownNow();
    orders.flush();
    orders.close();
    outcomes.close();
    Throwable first = failure.get();
    if (first != null) {
      throw new IllegalStateException("An order was not acknowledged by the broker.", first);
    }
  }
}
