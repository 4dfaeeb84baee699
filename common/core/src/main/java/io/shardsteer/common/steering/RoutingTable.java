package io.shardsteer.common.steering;

import java.util.List;

/**
 * One revision of where records go: a model, the split points of its order and the shard of each
 * interval. Immutable; a revision number is never reused.
 *
 * @param revision counts up from 0 within a pipeline
 * @param model the model whose positions the split points divide
 * @param splitPoints N-1 split points
 * @param shards shard id of each of the N intervals, all different
 * @param effectiveFromMillis publish time, epoch milliseconds, of the first record that it routes
 * @param reason why it was published, for people
 */
public record RoutingTable(
    long revision,
    ModelRef model,
    SplitPoints splitPoints,
    List<Integer> shards,
    long effectiveFromMillis,
    String reason) {

  public RoutingTable {
    shards = List.copyOf(shards);
    if (revision < 0) {
      throw new IllegalArgumentException("A revision is at least 0, but it is " + revision);
    }
    if (shards.size() != splitPoints.count()) {
      throw new IllegalArgumentException(
          "Revision %d has %d intervals but names %d shards."
              .formatted(revision, splitPoints.count(), shards.size()));
    }
    if (shards.stream().distinct().count() != shards.size()
        || shards.stream().anyMatch(shard -> shard < 0)) {
      throw new IllegalArgumentException(
          "Revision %d must name different shards of 0 and up, but it names %s."
              .formatted(revision, shards));
    }
  }

  /**
   * The table before any decision: hash sharding over shards 0..N-1, from the beginning of time.
   */
  public static RoutingTable initial(int shardCount) {
    return new RoutingTable(
        0,
        ModelRef.HASH,
        SplitPoints.uniform(shardCount),
        java.util.stream.IntStream.range(0, shardCount).boxed().toList(),
        0,
        "cold start: hash sharding");
  }

  /** The shard of an order key. */
  public int shardOf(double orderKey) {
    return shards.get(splitPoints.interval(orderKey));
  }
}
