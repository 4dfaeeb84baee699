package io.shardsteer.common.control;

import io.shardsteer.common.message.LoadBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How much of each shard's load has not expired, where rows have a time to live: the load of each
 * 64th of it, by the time at which it was reported. Not thread-safe.
 */
final class ExpiringLoad {
  private final NavigableMap<Long, double[]> closed = new TreeMap<>();
  private final long widthMillis;
  private double[] through = {};
  private long open = Long.MIN_VALUE;

  /**
   * @param ttl how long rows stay; zero: for ever
   */
  ExpiringLoad(Duration ttl) {
    widthMillis = ttl.isZero() ? 0 : Math.max(1, ttl.toMillis() / LoadBucket.COUNT);
  }

  private boolean isOff() {
    return widthMillis == 0;
  }

  /**
   * Goes on from what was saved; what has another length of stretches is of another time to live.
   */
  void restore(Collection<LoadBucket> saved) {
    for (LoadBucket bucket : saved) {
      if (bucket.widthMillis() == widthMillis) {
        closed.put(bucket.index(), array(bucket.load()));
        if (bucket.index() == closed.lastKey()) {
          through = array(bucket.through());
          open = bucket.index() + 1;
        }
      }
    }
  }

  /**
   * Lets load expire.
   *
   * @param all the load of each shard so far, expired or not
   * @return what is to be saved
   */
  List<LoadBucket> advance(long nowMillis, double[] all) {
    if (isOff()) {
      return List.of();
    }
    long now = Math.floorDiv(nowMillis, widthMillis);
    List<LoadBucket> saved = new ArrayList<>();
    if (open == Long.MIN_VALUE) {
      open = now;
    } else if (now > open) {
      closed.put(open, since(through, all));
      through = all.clone();
      saved.add(bucket(open));
      open = now;
    }
    closed.headMap(now - LoadBucket.COUNT, true).clear();
    return saved;
  }

  private LoadBucket bucket(long index) {
    double[] load = Objects.requireNonNull(closed.get(index));
    return new LoadBucket(index, widthMillis, list(load), list(through));
  }

  private static double[] since(double[] before, double[] all) {
    double[] since = all.clone();
    for (int shard = 0; shard < Math.min(before.length, since.length); shard++) {
      since[shard] = Math.max(0, since[shard] - before[shard]);
    }
    return since;
  }

  /**
   * What has not expired.
   *
   * @param all the load of each shard so far, expired or not
   */
  double[] live(double[] all) {
    if (isOff()) {
      return all;
    }
    double[] live = since(through, all);
    for (double[] load : closed.values()) {
      for (int shard = 0; shard < Math.min(load.length, live.length); shard++) {
        live[shard] += load[shard];
      }
    }
    return live;
  }

  /**
   * Takes that stored rows were moved: those of every age alike.
   *
   * @param before the load of each shard so far, before the move
   * @param after the same, as the move leaves it
   * @return what is to be saved
   */
  List<LoadBucket> moved(double[] before, double[] after) {
    if (isOff()) {
      return List.of();
    }
    double[] live = live(before);
    double[] came = since(through, before);
    through = Arrays.copyOf(through, after.length);
    for (int shard = 0; shard < after.length; shard++) {
      double moved = after[shard] - (shard < before.length ? before[shard] : 0);
      double had = shard < live.length ? live[shard] : 0;
      if (moved != 0 && had > 0) {
        double factor = Math.max(0, had + moved) / had;
        for (double[] load : closed.values()) {
          if (shard < load.length) {
            load[shard] *= factor;
          }
        }
        through[shard] = after[shard] - factor * came[shard];
      }
    }
    return closed.keySet().stream().map(this::bucket).toList();
  }

  private static double[] array(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static List<Double> list(double[] array) {
    return Arrays.stream(array).boxed().toList();
  }
}
