package io.shardsteer.common.pulsar;

import io.shardsteer.common.message.Topics;
import io.shardsteer.common.steering.RevisionOrder;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.Segment;
import java.util.Optional;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/**
 * The tables on a pipeline's routing topic as far as they have been read; unlike {@link
 * io.shardsteer.common.steering.FollowedHistory} it tells whether there are any. Thread-safe.
 */
public final class KnownTables implements RevisionOrder.Sink {
  private final int shardCount;
  private @Nullable RoutingHistory history;

  /**
   * @param shardCount of the table that is assumed before the first one
   */
  public KnownTables(int shardCount) {
    this.shardCount = shardCount;
  }

  /**
   * Those up to now.
   *
   * @param shardCount of the table that is assumed before the first one
   * @return empty before the first table
   * @throws PulsarClientException if the topic cannot be read
   */
  public static Optional<RoutingHistory> read(PulsarClient client, Topics topics, int shardCount)
      throws PulsarClientException {
    var tables = new KnownTables(shardCount);
    RoutingFollower.follow(client, topics, tables, failure -> {}).close();
    return tables.now();
  }

  /** Empty before the first table. */
  public synchronized Optional<RoutingHistory> now() {
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
