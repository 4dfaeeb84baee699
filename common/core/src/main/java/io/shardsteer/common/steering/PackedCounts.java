package io.shardsteer.common.steering;

import java.util.HashMap;
import java.util.Map;

/** Counts by shard in few bytes: runs of neighbouring shards, each count as a number. */
public final class PackedCounts {
  /** Ids above are not believed. */
  private static final int MOST_SHARDS = 1 << 16;

  private PackedCounts() {}

  /**
   * @param counts by shard id, each 0 and up
   * @throws IllegalArgumentException if an id or a count is below 0
   */
  public static byte[] pack(Map<Integer, Long> counts) {
    int[] shards = counts.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    var bytes = new PackedBytes();
    int end = 0;
    int at = 0;
    while (at < shards.length) {
      int from = shards[at];
      int next = at + 1;
      while (next < shards.length && shards[next] == shards[next - 1] + 1) {
        next++;
      }
      bytes.putNumber((long) from - end);
      bytes.putNumber((long) next - at);
      for (; at < next; at++) {
        bytes.putNumber(countOf(counts, shards[at]));
      }
      end = shards[at - 1] + 1;
    }
    return bytes.toArray();
  }

  private static long countOf(Map<Integer, Long> counts, int shard) {
    long count = counts.getOrDefault(shard, 0L);
    if (shard < 0 || count < 0) {
      throw new IllegalArgumentException(
          "Shards and counts are at least 0, but shard %d counts %d.".formatted(shard, count));
    }
    return count;
  }

  /**
   * @throws IllegalArgumentException if the bytes are not packed counts
   */
  public static Map<Integer, Long> unpack(byte[] packed) {
    var bytes = new PackedBytes.Reader(packed, 0);
    Map<Integer, Long> counts = new HashMap<>();
    try {
      long shard = 0;
      while (bytes.at() < packed.length) {
        shard += bytes.number();
        for (long left = bytes.number(); left > 0; left--) {
          if (shard < 0 || shard >= MOST_SHARDS) {
            throw new IllegalArgumentException("There is no shard %d.".formatted(shard));
          }
          counts.put((int) shard++, bytes.number());
        }
      }
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException("The packed counts are cut off.", e);
    }
    return counts;
  }
}
