package io.shardsteer.common.formats;

import java.util.Arrays;
import java.util.Random;

/** Bytes that were damaged on the way, or by somebody. */
final class Mutations {
  private static final int[] EDGES = {0, 1, 2, 0x7f, 0x80, 0xfe, 0xff};

  private Mutations() {}

  /** The bytes with one to four changes: bytes set, cut off, doubled, moved or inserted. */
  static byte[] of(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int k = random.nextInt(4); k >= 0 && bytes.length > 0; k--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) EDGES[random.nextInt(EDGES.length)];
        case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 3 -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
        case 4 -> System.arraycopy(bytes, at, bytes, at / 2, Math.min(at / 2, bytes.length - at));
        default -> bytes = inserted(bytes, at, random);
      }
    }
    return bytes;
  }

  private static byte[] inserted(byte[] bytes, int at, Random random) {
    int count = 1 + random.nextInt(10);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + count);
    System.arraycopy(bytes, at, longer, at + count, bytes.length - at);
    byte value = (byte) EDGES[random.nextInt(EDGES.length)];
    Arrays.fill(longer, at, at + count, value);
    return longer;
  }
}
