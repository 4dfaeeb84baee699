package io.shardsteer.common.control;

import io.shardsteer.common.steering.SplitPoints;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The intervals of a table that divide the order: all but those of shards that take pinned records
 * alone, which are empty. Immutable.
 */
final class OrderedIntervals {
  private final int count;
  private final int[] kept;

  private OrderedIntervals(int count, int[] kept) {
    this.count = count;
    this.kept = kept;
  }

  /**
   * @param shards of the intervals
   * @param exclusive shards that take pinned records alone; not all of them
   */
  static OrderedIntervals of(List<Integer> shards, Set<Integer> exclusive) {
    int[] kept =
        IntStream.range(0, shards.size())
            .filter(interval -> !exclusive.contains(shards.get(interval)))
            .toArray();
    return new OrderedIntervals(shards.size(), kept);
  }

  /** Of one value for each interval those that are kept. */
  double[] select(double[] byInterval) {
    return Arrays.stream(kept).mapToDouble(interval -> byInterval[interval]).toArray();
  }

  /** The split points between the intervals that are kept. */
  SplitPoints select(SplitPoints all) {
    if (kept.length == count) {
      return all;
    }
    double[] between = new double[kept.length - 1];
    Arrays.setAll(between, i -> all.from(kept[i + 1]));
    return SplitPoints.at(all.resolution(), between);
  }

  /** The split points between all intervals, from those between the ones that are kept. */
  SplitPoints expand(SplitPoints between) {
    if (kept.length == count) {
      return between;
    }
    double[] all = new double[count - 1];
    int below = 0;
    for (int i = 0; i < all.length; i++) {
      below += below < kept.length && kept[below] == i ? 1 : 0;
      all[i] = below == 0 ? 0 : between.to(below - 1);
    }
    return SplitPoints.at(between.resolution(), all);
  }

  /** Split points under which the intervals that are not kept are empty. */
  SplitPoints emptied(SplitPoints all) {
    return expand(select(all));
  }
}
