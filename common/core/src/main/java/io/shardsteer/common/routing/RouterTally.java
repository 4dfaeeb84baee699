package io.shardsteer.common.routing;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.DelayHistogram;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.steering.OrderKeySketch;
import io.shardsteer.common.steering.SketchedOrderKeys;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.datasketches.kll.KllFloatsSketch;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;

/**
 * What one incarnation of a router instance has done: it counts every record and makes the reports.
 * Thread-safe: records, completed writes and reports come from different threads.
 */
public final class RouterTally {
  /** Above this many repetitions of one order key a weighted addition is the cheaper one. */
  private static final long MOST_SINGLE_ADDITIONS = 100;

  /** Order keys of a report of a single instance, as many as a rebalance tells apart. */
  private static final int LEAST_ORDER_KEYS = 1024;

  private static final int ORDER_KEYS_PER_SHARD = 8;

  private static final double GOLDEN_RATIO = 0.6180339887498949;

  private final String instance;
  private final String incarnation;
  private final Load load;
  private OrderKeySketch orderKeys;
  private final KllFloatsSketch writeMillis = KllFloatsSketch.newHeapInstance();
  private final Map<Rejection.Reason, Long> rejects = new EnumMap<>(Rejection.Reason.class);
  private long[] records = new long[0];
  private long[] bytes = new long[0];
  private long[] pinnedLoad = new long[0];
  private long sequence;
  private long lastPublishMillis;
  private long lateRecords;
  private long summarisedRecords;
  private long samples;
  private long revision;
  private int orderKeysModelVersion;
  private double orderKeysLoad;
  private long recordsInAll;
  private long bytesInAll;
  private double bytesPerAddition = 1;
  private double rounding;
  private final long[] publishToStored = new long[DelayHistogram.BOUNDS_SECONDS.size() + 1];
  private double publishToStoredSeconds;
  private final HeavyKeys heavyKeys = new HeavyKeys();
  private final int routers;
  private int sketchedShards;

  /**
   * @param instance the function instance, e.g. {@code bikes-router/0}
   * @param incarnation unique for each start of an instance
   * @param load what the sketched order keys are weighted by
   * @param shardCount into how many shards the sketch is to be cut
   */
  public RouterTally(String instance, String incarnation, Load load, int shardCount) {
    this(instance, incarnation, load, shardCount, 1);
  }

  /**
   * @param instance the function instance, e.g. {@code bikes-router/0}
   * @param incarnation unique for each start of an instance
   * @param load what the sketched order keys are weighted by
   * @param shardCount into how many shards the sketch is to be cut
   * @param routers instances that share the stream: the more they are, the fewer order keys each
   *     has to tell
   */
  public RouterTally(String instance, String incarnation, Load load, int shardCount, int routers) {
    this.instance = instance;
    this.incarnation = incarnation;
    this.load = load;
    this.routers = routers;
    sketchedShards = shardCount;
    orderKeys = OrderKeySketch.forShards(shardCount);
  }

  /**
   * Counts a routed record.
   *
   * @param decision where it went
   * @param payloadBytes its size
   * @param publishMillis its publish time
   * @param late whether a newer table should have decided
   * @param summarised whether the table of its time is summarised
   */
  public synchronized void routed(
      Decision decision, int payloadBytes, long publishMillis, boolean late, boolean summarised) {
    int shard = decision.shard();
    if (shard >= records.length) {
      records = Arrays.copyOf(records, shard + 1);
      bytes = Arrays.copyOf(bytes, shard + 1);
      pinnedLoad = Arrays.copyOf(pinnedLoad, shard + 1);
    }
    records[shard]++;
    bytes[shard] += payloadBytes;
    recordsInAll++;
    bytesInAll += payloadBytes;
    lastPublishMillis = Math.max(lastPublishMillis, publishMillis);
    lateRecords += late ? 1 : 0;
    summarisedRecords += summarised ? 1 : 0;
    if (decision.pinned()) {
      pinnedLoad[shard] +=
          switch (load) {
            case RECORDS -> 1;
            case BYTES -> payloadBytes;
          };
    }
    sketch(decision, payloadBytes);
  }

  /** Only the newest table's model is sketched: order keys of two models are not comparable. */
  private void sketch(Decision decision, int payloadBytes) {
    if (decision.revision() > revision) {
      revision = decision.revision();
      if (decision.modelVersion() != orderKeysModelVersion) {
        orderKeysModelVersion = decision.modelVersion();
        orderKeys.clear();
        orderKeysLoad = 0;
      }
    } else if (decision.modelVersion() != orderKeysModelVersion) {
      return;
    }
    if (decision.pinned()) {
      // Split points do not move it.
      return;
    }
    switch (load) {
      case RECORDS -> {
        orderKeys.add(decision.orderKey());
        orderKeysLoad++;
      }
      case BYTES -> {
        addBytes(decision.orderKey(), payloadBytes);
        orderKeysLoad += payloadBytes;
      }
    }
  }

  /**
   * Adds the order key once for each mean record size of bytes, rounded up or down so that it is
   * right on average: the golden ratio's multiples are evenly spread, hence a repeating pattern of
   * sizes is rounded fairly too. A hundred times cheaper than weighted additions.
   */
  private void addBytes(double orderKey, int payloadBytes) {
    rounding += GOLDEN_RATIO;
    rounding -= Math.floor(rounding);
    long times = (long) (payloadBytes / bytesPerAddition + rounding);
    if (times > MOST_SINGLE_ADDITIONS) {
      orderKeys.add(orderKey, times);
      return;
    }
    for (long i = 0; i < times; i++) {
      orderKeys.add(orderKey);
    }
  }

  /** From the next report on, sketches are fine enough to be cut into this many shards. */
  public synchronized void splitInto(int shardCount) {
    sketchedShards = shardCount;
  }

  /** Counts a record that went to the dead letters. */
  public synchronized void rejected(Rejection.Reason reason) {
    rejects.merge(reason, 1L, Long::sum);
  }

  /**
   * Takes the key of a sample.
   *
   * @param key empty: the record has none
   * @param payloadBytes its size
   * @param weight how many records it stands for
   */
  public synchronized void sampled(String key, int payloadBytes, double weight) {
    switch (load) {
      case RECORDS -> heavyKeys.add(key, weight);
      case BYTES -> heavyKeys.add(key, weight * payloadBytes);
    }
  }

  /** Counts a sample that reached its topic. */
  public synchronized void sampled() {
    samples++;
  }

  /**
   * Counts a record that became durable.
   *
   * @param millis since its write began
   * @param ageMillis since it was published; below 0 where clocks differ
   */
  public synchronized void written(double millis, long ageMillis) {
    writeMillis.update((float) millis);
    double seconds = Math.max(0, ageMillis) / 1e3;
    publishToStored[DelayHistogram.bucket(seconds)]++;
    publishToStoredSeconds += seconds;
  }

  /**
   * Makes the next report and starts the next interval.
   *
   * @param nowMillis epoch milliseconds
   * @param inFlight records read and not yet durable
   */
  public synchronized ShardReport report(long nowMillis, int inFlight) {
    var report =
        new ShardReport(
            instance,
            incarnation,
            sequence++,
            nowMillis,
            lastPublishMillis,
            byShard(records),
            byShard(bytes),
            byShard(pinnedLoad),
            rejectsByName(),
            orderKeysText(),
            orderKeysModelVersion,
            orderKeysLoad,
            revision,
            lateRecords,
            summarisedRecords,
            samples,
            heavyKeys.heaviest(),
            writeMillisAt(0.5),
            writeMillisAt(0.99),
            DelayHistogram.of(publishToStored, publishToStoredSeconds),
            inFlight);
    orderKeys = OrderKeySketch.forShards(sketchedShards);
    orderKeysLoad = 0;
    writeMillis.reset();
    heavyKeys.age();
    bytesPerAddition = Math.max(1, (double) bytesInAll / Math.max(1, recordsInAll));
    return report;
  }

  /**
   * As many order keys as the controller tells apart in the reports of all instances together.
   * Their errors are independent, so each may have as many times that of a single instance as the
   * root of their number.
   */
  private String orderKeysText() {
    double wanted = Math.max(LEAST_ORDER_KEYS, ORDER_KEYS_PER_SHARD * sketchedShards);
    double offset = (Integer.toUnsignedLong(incarnation.hashCode()) + sequence) * GOLDEN_RATIO;
    int most = (int) Math.ceil(wanted / Math.sqrt(routers));
    return SketchedOrderKeys.toText(orderKeys, most, offset - Math.floor(offset));
  }

  private static Map<Integer, Long> byShard(long[] counts) {
    var byShard = new HashMap<Integer, Long>();
    for (int shard = 0; shard < counts.length; shard++) {
      if (counts[shard] > 0) {
        byShard.put(shard, counts[shard]);
      }
    }
    return byShard;
  }

  private Map<String, Long> rejectsByName() {
    var byName = new HashMap<String, Long>();
    rejects.forEach((reason, count) -> byName.put(reason.name(), count));
    return byName;
  }

  private double writeMillisAt(double rank) {
    return writeMillis.isEmpty()
        ? 0
        : writeMillis.getQuantile(rank, QuantileSearchCriteria.INCLUSIVE);
  }
}
