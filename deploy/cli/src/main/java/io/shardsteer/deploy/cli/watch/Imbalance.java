package io.shardsteer.deploy.cli.watch;

import java.util.Collection;

/** How uneven sizes are. */
public final class Imbalance {
  private Imbalance() {}

  /** Largest / mean, 1 and up; 1 where there is nothing. */
  public static double of(Collection<Long> sizes) {
    long total = sizes.stream().mapToLong(Long::longValue).sum();
    long largest = sizes.stream().mapToLong(Long::longValue).max().orElse(0);
    return total == 0 ? 1 : largest * (double) sizes.size() / total;
  }
}
