package io.shardsteer.common.steering;

import java.util.ArrayList;
import java.util.List;

/** The shards of a table's intervals in few bytes: each as the difference to the one before. */
public final class PackedShards {
  private PackedShards() {}

  public static byte[] pack(List<Integer> shards) {
    var bytes = new PackedBytes();
    bytes.putNumber(shards.size());
    int before = -1;
    for (int shard : shards) {
      bytes.putSigned((long) shard - before - 1);
      before = shard;
    }
    return bytes.toArray();
  }

  /**
   * @throws IllegalArgumentException if the bytes are not packed shards
   */
  public static List<Integer> unpack(byte[] packed) {
    var bytes = new PackedBytes.Reader(packed, 0);
    try {
      long count = bytes.number();
      if (count < 0 || count > packed.length) {
        throw new IllegalArgumentException(
            "%d bytes do not hold %d shards.".formatted(packed.length, count));
      }
      List<Integer> shards = new ArrayList<>((int) count);
      int before = -1;
      for (int i = 0; i < count; i++) {
        before += (int) bytes.signed() + 1;
        shards.add(before);
      }
      return shards;
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException("The packed shards are cut off.", e);
    }
  }
}
