package io.shardsteer.common.message;

import java.util.List;

/**
 * The load of a stretch of time, part of what a controller goes on from where rows expire; on
 * {@link Topics#controllerCheckpoint}, one key for each stretch that has not expired.
 *
 * @param index which stretch: the number of stretches of this length since the epoch
 * @param widthMillis how long a stretch is
 * @param load of each shard, by id, that came in it
 * @param through of each shard, by id, all that came before its end
 */
public record LoadBucket(long index, long widthMillis, List<Double> load, List<Double> through)
    implements SteerMessage {
  /** Stretches that have not expired. */
  public static final int COUNT = 64;

  public LoadBucket {
    load = List.copyOf(load);
    through = List.copyOf(through);
    if (widthMillis < 1) {
      throw new IllegalArgumentException(
          "A stretch of time has at least 1 ms, but it has " + widthMillis);
    }
  }

  /** Message key: the stretch that has expired meanwhile makes room. */
  public String key() {
    return "load-" + Math.floorMod(index, COUNT);
  }
}
