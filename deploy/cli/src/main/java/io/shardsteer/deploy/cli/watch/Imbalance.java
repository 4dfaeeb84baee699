package io.shardsteer.deploy.cli.watch;

import java.util.Collection;
import java.util.LongSummaryStatistics;

/** How uneven sizes are. */
public final class Imbalance {
  private Imbalance() {}

  /** (Largest - smallest) / mean, 0 and up; 0 where there is nothing. */
  public static double range(Collection<Long> sizes) {
    LongSummaryStatistics all = sizes.stream().mapToLong(Long::longValue).summaryStatistics();
    return all.getSum() == 0 ? 0 : (all.getMax() - all.getMin()) / all.getAverage();
  }

  /** Largest / mean, 1 and up; 1 where there is nothing. */
  public static double of(Collection<Long> sizes) {
    long total = sizes.stream().mapToLong(Long::longValue).sum();
    long largest = sizes.stream().mapToLong(Long::longValue).max().orElse(0);
    return total == 0 ? 1 : largest * (double) sizes.size() / total;
  }
}
