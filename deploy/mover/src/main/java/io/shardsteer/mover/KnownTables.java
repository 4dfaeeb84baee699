package io.shardsteer.mover;

import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.RoutingFollower;
import io.shardsteer.common.steering.RevisionOrder;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.Segment;
import java.util.Optional;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/** The tables on a pipeline's routing topic up to now. Thread-safe. */
final class KnownTables implements RevisionOrder.Sink {
  private final int shardCount;
  private @Nullable RoutingHistory history;

  private KnownTables(int shardCount) {
    this.shardCount = shardCount;
  }

  /**
   * @param shardCount of the table that is assumed before the first one
   * @return empty before the first table
   * @throws PulsarClientException if the topic cannot be read
   */
  static Optional<RoutingHistory> read(PulsarClient client, Topics topics, int shardCount)
      throws PulsarClientException {
    var tables = new KnownTables(shardCount);
    RoutingFollower.follow(client, topics, tables, failure -> {}).close();
    return tables.now();
  }

  private synchronized Optional<RoutingHistory> now() {
    return Optional.ofNullable(history);
  }

  @Override
  public synchronized void table(RoutingTable table, long publishedMillis) {
    history = known().followedBy(table, publishedMillis);
  }

  @Override
  public synchronized void segment(Segment segment) {
    history = known().summarised(segment);
  }

  private RoutingHistory known() {
    return history == null
        ? RoutingHistory.startingWith(RoutingTable.initial(shardCount))
        : history;
  }
}
