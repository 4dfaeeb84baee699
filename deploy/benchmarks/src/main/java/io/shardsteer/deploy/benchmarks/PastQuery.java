package io.shardsteer.deploy.benchmarks;

import io.shardsteer.common.steering.InForce;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.Segment;
import io.shardsteer.common.steering.Segment.Spread;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * A query for a hundredth of the order within a past time of a day to a month, and the shards that
 * it had to ask while every table was known.
 */
final class PastQuery {
  private static final long DAY = 86_400_000;

  private final double low;
  private final double high;
  private final long fromMillis;
  private final long toMillis;
  private final BitSet exact = new BitSet();

  private PastQuery(double low, double high, long fromMillis, long toMillis) {
    this.low = low;
    this.high = high;
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
  }

  static PastQuery random(Random random, long startMillis, long spanMillis) {
    double low = random.nextDouble() * 0.99;
    // As many of about a day as of about a month.
    long length = (long) (DAY * Math.pow(30, random.nextDouble()));
    long from = startMillis + (long) (random.nextDouble() * (spanMillis - length));
    return new PastQuery(low, low + 0.01, from, from + length);
  }

  /** Tells the queries of a table that was in force. */
  static void meet(List<PastQuery> queries, RoutingTable table, long fromMillis, long toMillis) {
    for (PastQuery query : queries) {
      if (query.fromMillis <= toMillis && query.toMillis >= fromMillis) {
        query.ask(Spread.of(table), query.exact);
      }
    }
  }

  /** Shards asked now, as a multiple of those asked while every table was known. */
  static double ratio(List<PastQuery> queries, RoutingHistory history) {
    long asked = 0;
    long exact = 0;
    for (PastQuery query : queries) {
      BitSet now = new BitSet();
      for (InForce inForce : history.inForce(query.fromMillis, query.toMillis)) {
        List<Spread> spreads =
            inForce
                .segment()
                .map(Segment::spreads)
                .orElseGet(() -> List.of(Spread.of(inForce.table())));
        spreads.forEach(spread -> query.ask(spread, now));
      }
      BitSet missed = (BitSet) query.exact.clone();
      missed.andNot(now);
      if (!missed.isEmpty()) {
        throw new IllegalStateException("A query leaves out shards " + missed);
      }
      asked += now.cardinality();
      exact += query.exact.cardinality();
    }
    return (double) asked / exact;
  }

  private void ask(Spread spread, BitSet shards) {
    int last = spread.lastInterval(high);
    for (int interval = spread.firstInterval(low); interval <= last; interval++) {
      if (!spread.isEmpty(interval)) {
        shards.set(spread.table().shards().get(interval));
      }
    }
  }
}
