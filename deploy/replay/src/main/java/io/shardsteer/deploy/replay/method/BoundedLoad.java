package io.shardsteer.deploy.replay.method;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Consistent hashing with bounded loads (Mirrokni, Thorup, Zadimoghaddam, SODA 2018): shards lie
 * many times on a ring, a record goes to the first shard clockwise from its key whose load is below
 * {@value #BOUND} times the mean. The bound is the one that the method's best-known deployments
 * (HAProxy's {@code hash-balance-factor}, Vimeo) start from.
 */
final class BoundedLoad implements ShardingMethod {
  static final double BOUND = 1.25;
  private static final int POINTS_PER_SHARD = 100;

  private final Trial trial;
  private final long[] points;
  private final int[] owners;
  private final long[] loads;
  private long total;

  BoundedLoad(Trial trial) {
    this.trial = trial;
    loads = new long[trial.shards()];
    long[][] ring = new long[trial.shards() * POINTS_PER_SHARD][];
    Arrays.setAll(ring, i -> new long[] {Mixing.mix(i), i % trial.shards()});
    Arrays.sort(ring, (a, b) -> Long.compare(a[0], b[0]));
    points = Arrays.stream(ring).mapToLong(point -> point[0]).toArray();
    owners = Arrays.stream(ring).mapToInt(point -> (int) point[1]).toArray();
  }

  @Override
  public int route(int record) {
    int shard = locate(record);
    long load = trial.loadOf(record);
    loads[shard] += load;
    total += load;
    return shard;
  }

  @Override
  public int locate(int record) {
    double capacity = Math.ceil(BOUND * (total + trial.loadOf(record)) / loads.length);
    int found = Arrays.binarySearch(points, trial.recording().keyHash(record));
    int at = found < 0 ? -found - 1 : found;
    for (int step = 0; step < points.length; step++) {
      int shard = owners[(at + step) % points.length];
      if (loads[shard] + trial.loadOf(record) <= capacity) {
        return shard;
      }
    }
    return owners[at % points.length];
  }

  /** Which shards were full when is not remembered, so that a key may be anywhere. */
  @Override
  public void ask(Query query, int from, BitSet shards) {
    shards.set(0, trial.shards());
  }
}
