package io.shardsteer.common.locate;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.Segment.Spread;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * From positions to the shards of a routing table, or of several that are summarised, and to the
 * order keys within them.
 */
final class TableShards {
  /** The least and the largest hash, as ties are broken by hashes without a sign. */
  private static final long LEAST_HASH = 0;

  private static final long LARGEST_HASH = -1L;

  private final Spread spread;
  private final BitSet intervals = new BitSet();
  private final List<Double> lows = new ArrayList<>();
  private final List<Double> highs = new ArrayList<>();

  private TableShards(Spread spread) {
    this.spread = spread;
  }

  /**
   * Marks all that can hold records at the positions.
   *
   * @param positions missing stands for the hash
   * @param ties what can break ties
   */
  static TableShards find(Spread spread, NumberSet positions, Locator.Ties ties) {
    TableShards found = new TableShards(spread);
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
    return found;
  }

  /** Those shards, ascending. */
  List<Integer> shards() {
    List<Integer> shards = new ArrayList<>();
    intervals.stream().forEach(interval -> shards.add(spread.table().shards().get(interval)));
    shards.sort(null);
    return shards;
  }

  /** The order keys that those records can have, perhaps more. */
  NumberSet orderKeys() {
    return NumberSet.ofIntervals(
        lows.stream().mapToDouble(Double::doubleValue).toArray(),
        highs.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private void add(NumberSet positions, long leastHash, long largestHash) {
    for (int i = 0; i < positions.intervals(); i++) {
      mark(positions.low(i), leastHash, positions.high(i), largestHash);
    }
  }

  /** An interval between equal split points holds nothing. */
  private void mark(double low, long leastHash, double high, long largestHash) {
    double from = OrderKey.of(low, leastHash);
    double to = OrderKey.of(high, largestHash);
    lows.add(from);
    highs.add(to);
    int first = spread.firstInterval(from);
    int last = spread.lastInterval(to);
    for (int interval = first; interval <= last; interval++) {
      if (!spread.isEmpty(interval)) {
        intervals.set(interval);
      }
    }
  }
}
