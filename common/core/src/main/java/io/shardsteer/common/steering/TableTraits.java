package io.shardsteer.common.steering;

import java.util.List;

/** What most tables have in common with the one before. */
record TableTraits(
    ModelRef model,
    List<Integer> shards,
    int resolution,
    long leadMillis,
    boolean keepKeyTogether,
    RowPartitions partitions) {
  static TableTraits of(RoutingTable table) {
    return new TableTraits(
        table.model(),
        table.shards(),
        table.splitPoints().resolution(),
        table.leadMillis(),
        table.keepKeyTogether(),
        table.partitions());
  }

  /** Whether they place and find records alike, given the same split points. */
  boolean sameButLead(TableTraits other) {
    return resolution == other.resolution
        && keepKeyTogether == other.keepKeyTogether
        && model.equals(other.model)
        && partitions.equals(other.partitions)
        && shards.equals(other.shards);
  }

  int count() {
    return shards.size();
  }
}
