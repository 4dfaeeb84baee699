package io.shardsteer.common.locate;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** From positions to the shards of a routing table. */
final class TableShards {
  /** The least and the largest hash, as ties are broken by hashes without a sign. */
  private static final long LEAST_HASH = 0;

  private static final long LARGEST_HASH = -1L;

  private final SplitPoints splitPoints;
  private final BitSet intervals = new BitSet();

  private TableShards(SplitPoints splitPoints) {
    this.splitPoints = splitPoints;
  }

  /**
   * The shards that can hold records at the positions, ascending.
   *
   * @param positions missing stands for the hash
   * @param ties what can break ties
   */
  static List<Integer> of(RoutingTable table, NumberSet positions, Locator.Ties ties) {
    TableShards found = new TableShards(table.splitPoints());
    if (ties.hashes().isPresent()) {
      for (long hash : ties.hashes().get()) {
        found.add(positions, hash, hash);
        if (positions.hasMissing()) {
          double position = OrderKey.hashPosition(hash);
          found.mark(position, hash, position, hash);
        }
      }
    } else {
      found.add(positions, LEAST_HASH, LARGEST_HASH);
      if (positions.hasMissing()) {
        found.mark(0, LEAST_HASH, 1, LARGEST_HASH);
      }
    }
    List<Integer> shards = new ArrayList<>();
    found.intervals.stream().forEach(interval -> shards.add(table.shards().get(interval)));
    shards.sort(null);
    return shards;
  }

  private void add(NumberSet positions, long leastHash, long largestHash) {
    for (int i = 0; i < positions.intervals(); i++) {
      mark(positions.low(i), leastHash, positions.high(i), largestHash);
    }
  }

  /** An interval between equal split points holds nothing. */
  private void mark(double low, long leastHash, double high, long largestHash) {
    int first = splitPoints.interval(OrderKey.of(low, leastHash));
    int last = splitPoints.interval(OrderKey.of(high, largestHash));
    for (int interval = first; interval <= last; interval++) {
      if (splitPoints.from(interval) < splitPoints.to(interval)) {
        intervals.set(interval);
      }
    }
  }
}
