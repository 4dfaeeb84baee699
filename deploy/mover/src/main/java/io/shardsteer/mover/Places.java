package io.shardsteer.mover;

import io.shardsteer.common.store.ShardRow;

/** Where rows belong. Not thread-safe. */
interface Places {
  /**
   * The shard of a row.
   *
   * @throws io.shardsteer.common.pulsar.OperationException if the row does not hold what decides
   */
  int shardOf(ShardRow row);

  /** The row that {@link #shardOf} was asked about last, as it is to lie in its shard. */
  ShardRow placed(ShardRow row);
}
