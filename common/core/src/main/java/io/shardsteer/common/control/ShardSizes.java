package io.shardsteer.common.control;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.ControllerCheckpoint.Corrections;
import io.shardsteer.common.message.ShardReport;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The sizes of shards over the whole history, from the reports of all incarnations of all router
 * instances. Reports count cumulatively, so a lost one is made good by the next, and a repeated or
 * overtaken one is ignored. Not thread-safe.
 */
final class ShardSizes {
  /** Ids above the largest shard count that can be configured are not believed. */
  static final int MOST_SHARDS = 1 << 12;

  private static final class Incarnation {
    long sequence = -1;
    long[] records = new long[0];
    long[] bytes = new long[0];
    long rejects;
    long lateRecords;
    long samples;
  }

  private final Map<String, Incarnation> incarnations = new HashMap<>();
  private long[] records = new long[0];
  private long[] bytes = new long[0];
  private Corrections corrections = Corrections.NONE;
  private long rejects;
  private long lateRecords;
  private long samples;

  /**
   * @return whether the report told something that was not known
   */
  boolean accept(ShardReport report) {
    var incarnation =
        incarnations.computeIfAbsent(report.incarnation(), unknown -> new Incarnation());
    if (report.sequence() <= incarnation.sequence) {
      return false;
    }
    incarnation.sequence = report.sequence();
    records = add(records, incarnation.records, report.records());
    incarnation.records = cumulative(incarnation.records, report.records());
    bytes = add(bytes, incarnation.bytes, report.bytes());
    incarnation.bytes = cumulative(incarnation.bytes, report.bytes());
    long itsRejects = report.rejects().values().stream().mapToLong(Long::longValue).sum();
    rejects += Math.max(0, itsRejects - incarnation.rejects);
    incarnation.rejects = Math.max(itsRejects, incarnation.rejects);
    lateRecords += Math.max(0, report.lateRecords() - incarnation.lateRecords);
    incarnation.lateRecords = Math.max(report.lateRecords(), incarnation.lateRecords);
    samples += Math.max(0, report.samples() - incarnation.samples);
    incarnation.samples = Math.max(report.samples(), incarnation.samples);
    return true;
  }

  private static long[] add(long[] sums, long[] before, Map<Integer, Long> now) {
    long[] after = cumulative(sums, Map.of());
    for (var entry : now.entrySet()) {
      int shard = entry.getKey();
      if (shard >= 0 && shard < MOST_SHARDS) {
        after = shard < after.length ? after : Arrays.copyOf(after, shard + 1);
        after[shard] += Math.max(0, entry.getValue() - (shard < before.length ? before[shard] : 0));
      }
    }
    return after;
  }

  private static long[] cumulative(long[] before, Map<Integer, Long> now) {
    long[] after = before;
    for (var entry : now.entrySet()) {
      int shard = entry.getKey();
      if (shard >= 0 && shard < MOST_SHARDS) {
        after = shard < after.length ? after : Arrays.copyOf(after, shard + 1);
        after[shard] = Math.max(after[shard], entry.getValue());
      }
    }
    return after;
  }

  /** Takes by how much shards have grown, or shrunk, because stored rows were moved. */
  void move(Map<Integer, Long> movedRecords, Map<Integer, Long> movedBytes) {
    records = moved(records, movedRecords);
    bytes = moved(bytes, movedBytes);
  }

  private static long[] moved(long[] sizes, Map<Integer, Long> moves) {
    long[] after = sizes;
    for (var move : moves.entrySet()) {
      int shard = move.getKey();
      if (shard >= 0 && shard < MOST_SHARDS) {
        after = shard < after.length ? after : Arrays.copyOf(after, shard + 1);
        after[shard] = Math.max(0, after[shard] + move.getValue());
      }
    }
    return after;
  }

  /** Takes by how much shards hold more, or less, than was reported; it adds up. */
  void correct(Corrections more) {
    corrections =
        new Corrections(
            sum(corrections.records(), more.records()), sum(corrections.bytes(), more.bytes()));
  }

  private static Map<Integer, Long> sum(Map<Integer, Long> one, Map<Integer, Long> other) {
    Map<Integer, Long> sum = new HashMap<>(one);
    other.forEach((shard, more) -> sum.merge(shard, more, Long::sum));
    return sum;
  }

  Corrections corrections() {
    return corrections;
  }

  /** The size of each shard 0..count-1, in records or bytes. */
  double[] sizes(int count, Load load) {
    return Arrays.copyOf(all(load), count);
  }

  /** The size of each shard that ever had any, by id, in records or bytes. */
  double[] all(Load load) {
    long[] sums =
        switch (load) {
          case RECORDS -> moved(records.clone(), corrections.records());
          case BYTES -> moved(bytes.clone(), corrections.bytes());
        };
    return Arrays.stream(sums).asDoubleStream().toArray();
  }

  /** Records routed so far. */
  long records() {
    return Arrays.stream(records).sum();
  }

  /** Bytes of payload routed so far. */
  long bytes() {
    return Arrays.stream(bytes).sum();
  }

  /** Records that went to the dead letters so far. */
  long rejects() {
    return rejects;
  }

  /** Samples that reached their topic so far. */
  long samples() {
    return samples;
  }

  /** Records that an older table decided because the newer one came late. */
  long lateRecords() {
    return lateRecords;
  }
}
