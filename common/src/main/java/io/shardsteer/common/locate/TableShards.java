package io.shardsteer.common.locate;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.steering.Address;
import io.shardsteer.common.steering.CutPoints;
import io.shardsteer.common.steering.SteeringTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** From positions to the shards of a steering table. */
final class TableShards {
  /** The least and the largest hash, as ties are broken by hashes without a sign. */
  private static final long LEAST_HASH = 0;

  private static final long LARGEST_HASH = -1L;

  private final CutPoints cuts;
  private final BitSet intervals = new BitSet();

  private TableShards(CutPoints cuts) {
    this.cuts = cuts;
  }

  /**
   * The shards that can hold records at the positions, ascending.
   *
   * @param positions missing stands for the hash
   * @param ties what can break ties
   */
  static List<Integer> of(SteeringTable table, NumberSet positions, Locator.Ties ties) {
    TableShards found = new TableShards(table.cuts());
    if (ties.hashes().isPresent()) {
      for (long hash : ties.hashes().get()) {
        found.add(positions, hash, hash);
        if (positions.hasMissing()) {
          double position = Address.hashPosition(hash);
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

  /** An interval between equal cuts holds nothing. */
  private void mark(double low, long leastHash, double high, long largestHash) {
    int first = cuts.interval(Address.of(low, leastHash));
    int last = cuts.interval(Address.of(high, largestHash));
    for (int interval = first; interval <= last; interval++) {
      if (cuts.from(interval) < cuts.to(interval)) {
        intervals.set(interval);
      }
    }
  }
}
