package io.shardsteer.common.message;

import java.util.Map;

/**
 * What one incarnation of a router instance has done so far; message key = incarnation. Counters
 * are cumulative since the incarnation began, so a lost or repeated report does no harm; the last
 * report of each incarnation stays in the compacted topic and is the memory of sizes.
 *
 * @param instance the function instance, e.g. {@code bikes-router/0}
 * @param incarnation unique for each start of an instance
 * @param sequence counts the reports of the incarnation from 0
 * @param atMillis when it was made, epoch milliseconds
 * @param lastPublishMillis latest publish time routed so far
 * @param records cumulative records by shard id
 * @param bytes cumulative payload bytes by shard id
 * @param pinnedLoad of that, in the unit of the load, what pins have brought there: cumulative, by
 *     shard id
 * @param rejects cumulative rejects by reason
 * @param orderKeys the load-weighted order keys routed since the report before, as {@link
 *     io.shardsteer.common.steering.SketchedOrderKeys} writes them; empty where there were none
 * @param orderKeysModelVersion model that the sketched order keys were predicted with
 * @param orderKeysLoad load (records or bytes) that the sketch stands for
 * @param revision routing table in use for the newest record
 * @param lateRecords cumulative records routed after a newer table should have been in force
 * @param summarisedRecords cumulative records from a time whose tables are summarised, which have
 *     gone by the last of them
 * @param samples cumulative samples that reached their topic
 * @param heaviestKey the key of most load lately, but for pinned ones
 * @param writeMillisP50 half of the rows written since the report before were durable within this
 * @param writeMillisP99 99 % of them
 * @param publishToStored how long the records took from their publish time until they were durable,
 *     cumulative
 * @param inFlight records read and not yet durable
 */
public record ShardReport(
    String instance,
    String incarnation,
    long sequence,
    long atMillis,
    long lastPublishMillis,
    Map<Integer, Long> records,
    Map<Integer, Long> bytes,
    Map<Integer, Long> pinnedLoad,
    Map<String, Long> rejects,
    String orderKeys,
    int orderKeysModelVersion,
    double orderKeysLoad,
    long revision,
    long lateRecords,
    long summarisedRecords,
    long samples,
    HeavyKey heaviestKey,
    double writeMillisP50,
    double writeMillisP99,
    DelayHistogram publishToStored,
    int inFlight)
    implements RouterReport {
  public ShardReport {
    records = Map.copyOf(records);
    bytes = Map.copyOf(bytes);
    pinnedLoad = Map.copyOf(pinnedLoad);
    rejects = Map.copyOf(rejects);
  }

  @Override
  public String key() {
    return incarnation;
  }

  /** The same with other counts by shard. */
  ShardReport withCounts(
      Map<Integer, Long> otherRecords,
      Map<Integer, Long> otherBytes,
      Map<Integer, Long> otherPinnedLoad) {
    return new ShardReport(
        instance,
        incarnation,
        sequence,
        atMillis,
        lastPublishMillis,
        otherRecords,
        otherBytes,
        otherPinnedLoad,
        rejects,
        orderKeys,
        orderKeysModelVersion,
        orderKeysLoad,
        revision,
        lateRecords,
        summarisedRecords,
        samples,
        heaviestKey,
        writeMillisP50,
        writeMillisP99,
        publishToStored,
        inFlight);
  }
}
