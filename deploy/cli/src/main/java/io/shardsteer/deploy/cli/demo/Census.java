package io.shardsteer.deploy.cli.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The records that were found in one place of each shard, its topics or its tables. Not
 * thread-safe.
 */
final class Census {
  private final Map<String, Integer> shardOfRecord = new HashMap<>();
  private final List<Long> sizes;
  private long copies;
  private long strays;

  Census(int shards) {
    sizes = new ArrayList<>(java.util.Collections.nCopies(shards, 0L));
  }

  /** Counts a record that was found in a shard. */
  void add(String recordId, int shard) {
    Integer before = shardOfRecord.putIfAbsent(recordId, shard);
    if (before == null) {
      sizes.set(shard, sizes.get(shard) + 1);
    } else {
      copies++;
      strays += before == shard ? 0 : 1;
    }
  }

  /** Different records. */
  long records() {
    return shardOfRecord.size();
  }

  /** Different records of each shard. */
  List<Long> sizes() {
    return List.copyOf(sizes);
  }

  /** Further copies of records, wherever they were found. */
  long copies() {
    return copies;
  }

  /** Copies that were found in another shard than the first. */
  long strays() {
    return strays;
  }

  /** Shard by record id. */
  Map<String, Integer> shardOfRecord() {
    return shardOfRecord;
  }
}
