package io.shardsteer.common.message;

import java.util.Map;

/**
 * A sampled record, from a router to the trainer. It carries field values, not features, so that
 * the trainer fits features and orders by declared queries with the same code that the router runs.
 *
 * @param fields values by path: {@code Double}, {@code String}, {@code Boolean}; null fields and
 *     absent fields are left out
 * @param key the record's key, empty where it has none; outcomes are joined by it
 * @param keyHash hash that breaks ties
 * @param shard assigned shard
 * @param orderKey assigned order key
 * @param revision routing table that assigned it
 * @param bytes payload size
 * @param weight how many records of the stream it stands for
 * @param publishMillis publish time, epoch milliseconds
 */
public record Sample(
    Map<String, Object> fields,
    String key,
    long keyHash,
    int shard,
    double orderKey,
    long revision,
    int bytes,
    double weight,
    long publishMillis)
    implements SteerMessage {
  public Sample {
    fields = Map.copyOf(fields);
  }
}
