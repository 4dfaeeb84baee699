package io.shardsteer.common.routing;

import io.shardsteer.common.steering.RowPlace;

/**
 * Where one record goes and by what, once and for all.
 *
 * @param recordId identifies the record
 * @param key the record's key, or its id where it has none
 * @param shard its shard
 * @param orderKey its order key, in [0,1)
 * @param revision the routing table that decided
 * @param modelVersion the model of that table, 0 for none
 * @param pinned whether a pin placed it
 * @param place where its row lies in the order
 */
public record Decision(
    String recordId,
    String key,
    int shard,
    double orderKey,
    long revision,
    int modelVersion,
    boolean pinned,
    RowPlace place) {}
