package io.shardsteer.common.store;

import org.jspecify.annotations.Nullable;

/**
 * One record as it stands in the table of its shard. Writing a row again leaves one row: it is
 * identified by key, publish time and record id.
 *
 * @param shard the shard whose table it goes to
 * @param key the record's key, or its record id where it has none; never empty
 * @param publishMillis publish time, epoch milliseconds
 * @param recordId identifies the record; never empty
 * @param payload the record's bytes, not copied; null where payloads are not stored
 * @param revision the steering table that chose the shard
 */
@SuppressWarnings("ArrayRecordComponent") // rows are passed on, never compared
public record ShardRow(
    int shard,
    String key,
    long publishMillis,
    String recordId,
    byte @Nullable [] payload,
    long revision) {}
