package io.shardsteer.deploy.e2e;

/**
 * A record as it stands in a table.
 *
 * @param number which record it is; -1 where its payload does not say
 * @param shard shard of the table
 * @param publishMillis its publish time, epoch milliseconds
 */
record Row(long number, int shard, long publishMillis) {}
