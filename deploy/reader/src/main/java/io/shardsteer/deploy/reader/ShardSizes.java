package io.shardsteer.deploy.reader;

import java.util.Collection;
import java.util.OptionalLong;

/** How many rows shards hold, as far as that is known without reading them. Thread-safe. */
@FunctionalInterface
interface ShardSizes {
  ShardSizes UNKNOWN = shards -> OptionalLong.empty();

  /** About how many rows the shards hold together; empty where that is not known. */
  OptionalLong rows(Collection<Integer> shards);
}
