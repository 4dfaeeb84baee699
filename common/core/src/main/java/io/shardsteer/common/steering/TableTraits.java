package io.shardsteer.common.steering;

import io.shardsteer.common.pin.Pins;
import java.util.List;

/** What most tables have in common with the one before. */
record TableTraits(
    ModelRef model,
    List<Integer> shards,
    int resolution,
    long leadMillis,
    boolean keepKeyTogether,
    RowPartitions partitions,
    Pins pins) {
  static TableTraits of(RoutingTable table) {
    return new TableTraits(
        table.model(),
        table.shards(),
        table.splitPoints().resolution(),
        table.leadMillis(),
        table.keepKeyTogether(),
        table.partitions(),
        table.pins());
  }

  /** Whether they place and find records alike, given the same split points. */
  boolean sameButLead(TableTraits other) {
    return resolution == other.resolution
        && keepKeyTogether == other.keepKeyTogether
        && model.equals(other.model)
        && partitions.equals(other.partitions)
        && pins.equals(other.pins)
        && shards.equals(other.shards);
  }

  int count() {
    return shards.size();
  }
}
