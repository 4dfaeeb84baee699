package io.shardsteer.common.routing;

/**
 * Where one record goes and by what, once and for all.
 *
 * @param recordId identifies the record
 * @param key the record's key, or its id where it has none
 * @param shard its shard
 * @param orderKey its order key, in [0,1)
 * @param revision the routing table that decided
 * @param modelVersion the model of that table, 0 for none
 */
public record Decision(
    String recordId, String key, int shard, double orderKey, long revision, int modelVersion) {}
