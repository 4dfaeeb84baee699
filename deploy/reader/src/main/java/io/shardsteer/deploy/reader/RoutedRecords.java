package io.shardsteer.deploy.reader;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.LateUses;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.ReshardFollower;
import io.shardsteer.common.pulsar.RoutingFollower;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RevisionOrder;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.Segment;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/** Follows a pipeline's routing tables and what instances say about late ones. Thread-safe. */
final class RoutedRecords implements RoutingKnowledge, RevisionOrder.Sink, AutoCloseable {
  private final Clock clock;
  private final List<AutoCloseable> followers = new ArrayList<>();
  private final LateUses lateUses = new LateUses();
  private RoutingHistory history;
  private @Nullable Throwable broken;
  private Reshards reshards = Reshards.NONE;
  private @Nullable ReshardFollower moves;

  private RoutedRecords(RoutingTable initial, Clock clock) {
    history = RoutingHistory.startingWith(initial);
    this.clock = clock;
  }

  /**
   * Reads both topics to their present ends and goes on to follow them.
   *
   * @throws PulsarClientException if a topic cannot be read
   */
  static RoutedRecords follow(PulsarClient client, PipelineConfig config)
      throws PulsarClientException {
    var records =
        new RoutedRecords(
            RoutingTable.initial(
                config.shards().targetShardCount(),
                config.control().tableLead().toMillis(),
                config.shards().keepKeyTogether()),
            Clock.systemUTC());
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    try {
      records.followers.add(RoutingFollower.follow(client, topics, records, records::end));
      records.followers.add(
          TopicFollower.follow(client, topics.lateTables(), records.lateUses::hear, records::end));
      records.moves = ReshardFollower.open(client, topics);
      records.confirmed();
      return records;
    } catch (PulsarClientException | RuntimeException e) {
      records.close();
      throw e;
    }
  }

  @Override
  public synchronized void table(RoutingTable table, long publishedMillis) {
    history = history.followedBy(table, publishedMillis);
  }

  @Override
  public synchronized void segment(Segment segment) {
    history = history.summarised(segment);
  }

  private synchronized void end(Throwable why) {
    broken = why;
  }

  @Override
  public synchronized PlacementContext now() {
    if (broken != null) {
      throw new ShardReadException(
          "Where rows are is no longer known: %s\nOpen another reader once that is mended."
              .formatted(PulsarFailures.reason(broken)),
          broken);
    }
    return new PlacementContext(
        history, reshards, lateUses.all(), clock.millis() - PlacementContext.SETTLING.toMillis());
  }

  @Override
  public PlacementContext confirmed() {
    try {
      Reshards now = Objects.requireNonNull(moves).now();
      synchronized (this) {
        reshards = now;
      }
      return now();
    } catch (PulsarClientException e) {
      throw new ShardReadException(
          "Whether rows have been moved cannot be asked: "
              + PulsarFailures.told(e, "Read again once Pulsar answers."),
          e);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable follower : followers) {
      try {
        follower.close();
      } catch (Exception e) {
        throw new IllegalStateException("A topic is still followed.", e);
      }
    }
    if (moves != null) {
      moves.close();
    }
  }
}
