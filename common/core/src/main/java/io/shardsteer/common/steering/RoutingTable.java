package io.shardsteer.common.steering;

import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One revision of where records go: a model, the split points of its order and the shard of each
 * interval. Immutable; a revision number is never reused.
 *
 * @param revision counts up from 0 within a pipeline
 * @param model the model whose positions the split points divide
 * @param splitPoints N-1 split points
 * @param shards shard id of each of the N intervals, all different
 * @param effectiveFromMillis publish time, epoch milliseconds, of the first record that it routes.
 *     As published it is the earliest such time; in a {@link RoutingHistory} it is the one that
 *     holds, which is later if the table was published late
 * @param leadMillis how long before it takes effect the table is published at least, by the
 *     broker's clock
 * @param keepKeyTogether whether ties between equal positions are broken by the record's key, so
 *     that equal records of one key share a shard, or by its id
 * @param reason why it was published, for people
 * @param partitions into which partitions rows go that lie in the order
 * @param pins records that go to other shards than the order says
 */
public record RoutingTable(
    long revision,
    ModelRef model,
    SplitPoints splitPoints,
    List<Integer> shards,
    long effectiveFromMillis,
    long leadMillis,
    boolean keepKeyTogether,
    String reason,
    RowPartitions partitions,
    Pins pins) {
  /** The shortest lead: routers need that long to ask whether there is a newer table. */
  public static final long LEAST_LEAD_MILLIS = 100;

  /** A table whose rows lie in the partitions of a stream of unknown rate. */
  public RoutingTable(
      long revision,
      ModelRef model,
      SplitPoints splitPoints,
      List<Integer> shards,
      long effectiveFromMillis,
      long leadMillis,
      boolean keepKeyTogether,
      String reason) {
    this(
        revision,
        model,
        splitPoints,
        shards,
        effectiveFromMillis,
        leadMillis,
        keepKeyTogether,
        reason,
        RowPartitions.UNKNOWN_RATE,
        Pins.NONE);
  }

  public RoutingTable {
    shards = List.copyOf(shards);
    leadMillis = Math.max(LEAST_LEAD_MILLIS, leadMillis);
    if (revision < 0) {
      throw new IllegalArgumentException("A revision is at least 0, but it is " + revision);
    }
    if (shards.size() != splitPoints.count()) {
      throw new IllegalArgumentException(
          "Revision %d has %d intervals but names %d shards."
              .formatted(revision, splitPoints.count(), shards.size()));
    }
    if (new HashSet<>(shards).size() != shards.size()
        || shards.stream().anyMatch(shard -> shard < 0)) {
      throw new IllegalArgumentException(
          "Revision %d must name different shards of 0 and up, but it names %s."
              .formatted(revision, shards));
    }
    for (Pin pin : pins.all()) {
      if (!shards.contains(pin.shard())) {
        throw new IllegalArgumentException(
            "Revision %d pins records to shard %d, but its shards are %s."
                .formatted(revision, pin.shard(), shards));
      }
    }
  }

  /** A table that keeps keys together. */
  public RoutingTable(
      long revision,
      ModelRef model,
      SplitPoints splitPoints,
      List<Integer> shards,
      long effectiveFromMillis,
      long leadMillis,
      String reason) {
    this(revision, model, splitPoints, shards, effectiveFromMillis, leadMillis, true, reason);
  }

  /** A table with the shortest lead that keeps keys together. */
  public RoutingTable(
      long revision,
      ModelRef model,
      SplitPoints splitPoints,
      List<Integer> shards,
      long effectiveFromMillis,
      String reason) {
    this(revision, model, splitPoints, shards, effectiveFromMillis, LEAST_LEAD_MILLIS, reason);
  }

  /**
   * The table before any decision: hash sharding over shards 0..N-1, from the beginning of time.
   */
  public static RoutingTable initial(int shardCount) {
    return initial(shardCount, LEAST_LEAD_MILLIS, true);
  }

  /**
   * The table before any decision: hash sharding over shards 0..N-1, from the beginning of time.
   *
   * @param leadMillis the lead that later tables are going to have
   * @param keepKeyTogether what breaks ties
   */
  public static RoutingTable initial(int shardCount, long leadMillis, boolean keepKeyTogether) {
    return new RoutingTable(
        0,
        ModelRef.HASH,
        SplitPoints.uniform(shardCount),
        IntStream.range(0, shardCount).boxed().toList(),
        0,
        leadMillis,
        keepKeyTogether,
        "cold start: hash sharding");
  }

  /** This table, taking effect at another time. */
  RoutingTable effectiveFrom(long millis) {
    return millis == effectiveFromMillis
        ? this
        : new RoutingTable(
            revision,
            model,
            splitPoints,
            shards,
            millis,
            leadMillis,
            keepKeyTogether,
            reason,
            partitions,
            pins);
  }

  /** The shard of an order key, of a record without a pin. */
  public int shardOf(double orderKey) {
    return shards.get(splitPoints.interval(orderKey));
  }
}
