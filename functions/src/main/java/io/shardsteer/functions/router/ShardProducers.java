package io.shardsteer.functions.router;

import io.shardsteer.common.retry.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * The producers of the shards' topics: opened when a shard first gets a record, closed when it gets
 * none for a while, whether because it is quiet or because there are fewer shards now. Thread-safe.
 */
final class ShardProducers implements AutoCloseable {
  /**
   * A producer that sends nothing for so long, or up to twice as long, is closed. Pulsar keeps the
   * producers of its own functions for this time; it is long beside the milliseconds of opening one
   * again.
   */
  private static final Duration IDLE = Duration.ofMinutes(5);

  /**
   * So many shards have their producers opened before the first record. More would be as many
   * registrations at the broker at once, for shards that may get no record.
   */
  private static final int OPENED_EARLY = 64;

  private final IntFunction<String> topics;
  private final Function<String, CompletionStage<TopicProducer>> opener;
  private final ScheduledExecutorService retries;
  private final AsyncRetry opening;
  private final ConcurrentMap<Integer, ShardProducer> producers = new ConcurrentHashMap<>();

  /**
   * @param topics the topic of each shard
   * @param opener begins to open a producer of a topic
   * @param retries opens anew what could not be opened, and sends what has waited for it
   * @param backoff how long it waits before
   */
  ShardProducers(
      IntFunction<String> topics,
      Function<String, CompletionStage<TopicProducer>> opener,
      ScheduledExecutorService retries,
      Backoff backoff) {
    this.topics = topics;
    this.opener = opener;
    this.retries = retries;
    opening =
        new AsyncRetry("shard_producers", retries, backoff, failure -> AsyncRetry.Blame.DEPENDENCY);
  }

  /** Begins to open the producers of the first shards, so that early records wait less. */
  void openEarly(List<Integer> shards) {
    shards.stream().limit(OPENED_EARLY).forEach(shard -> of(shard).open());
  }

  /** Closes idle producers from now on. */
  void closeIdle(ScheduledExecutorService background) {
    var unused =
        background.scheduleWithFixedDelay(
            this::closeIdle, IDLE.toMillis(), IDLE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Closes producers that have had nothing to send since the last call. */
  void closeIdle() {
    producers.values().forEach(ShardProducer::closeIfIdle);
  }

  ShardProducer of(int shard) {
    ShardProducer known = producers.get(shard);
    return known != null ? known : producers.computeIfAbsent(shard, this::unopened);
  }

  private ShardProducer unopened(int shard) {
    String topic = topics.apply(shard);
    return new ShardProducer(topic, () -> opener.apply(topic), opening, retries);
  }

  @Override
  public void close() {
    producers.values().forEach(ShardProducer::close);
  }
}
