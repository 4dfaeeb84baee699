package io.shardsteer.functions.router;

import io.shardsteer.common.steering.RowPlace;

/**
 * Where a record was sent, and by what.
 *
 * @param recordId identifies the record
 * @param key the record's key, or its id where it has none
 * @param shard its shard
 * @param orderKey its order key, in [0,1)
 * @param revision the routing table that decided
 * @param place where its row lies in the order
 */
record Assignment(
    String recordId, String key, int shard, double orderKey, long revision, RowPlace place) {}
