package io.shardsteer.deploy.reader;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * Remembers which rows were handed over, in bounded memory: 128-bit hashes of a fixed number of
 * rows. Rows that may stand in a second table, because they are being moved or a router used an old
 * table, are never forgotten; there may be so many of them and no more. Others are forgotten once
 * they are too many. Not thread-safe.
 */
final class SeenRows {
  /** At 16 bytes a row and a table that is at most half full: 64 MB for each of both kinds. */
  static final int MOST = 2_000_000;

  private final int most;
  private final Hashes twofold = new Hashes();
  private final Hashes others = new Hashes();
  private boolean forgetful;

  SeenRows(int most) {
    this.most = most;
  }

  /**
   * @param mayComeAgain whether the row may stand in a second table
   * @return false if it was seen before
   * @throws ShardReadException if too many rows may come again
   */
  boolean add(String identity, boolean mayComeAgain) {
    HashValue128 hash = Hashes.of(identity);
    if (twofold.contains(hash) || others.contains(hash)) {
      return false;
    }
    if (mayComeAgain) {
      if (twofold.size() >= most) {
        throw new ShardReadException(
            "More than %,d of the rows that match are being moved, or were published while a router used an old table, so that each may stand in two shards.\nAsk for narrower time ranges, or once `steer reshard` is done."
                .formatted(most));
      }
      twofold.add(hash);
    } else if (!forgetful) {
      others.add(hash);
      if (others.size() >= most) {
        forgetful = true;
        others.clear();
      }
    }
    return true;
  }

  /** True if some rows that were handed over would not be recognised. */
  boolean hasForgotten() {
    return forgetful;
  }

  void clear() {
    twofold.clear();
    others.clear();
  }

  /** A set of hashes with open addressing; two longs each, both 0 for a free place. */
  private static final class Hashes {
    private static final Hasher128 HASHER = Hashing.murmur3_128();
    private static final int SMALLEST = 256;

    private long[] words = new long[2 * SMALLEST];
    private int size;

    /** A hash of zeros would look like a free place. */
    static HashValue128 of(String identity) {
      HashValue128 hash = HASHER.hashBytesTo128Bits(identity.getBytes(StandardCharsets.UTF_8));
      return hash.getAsLong() == 0 && hash.getMostSignificantBits() == 0
          ? new HashValue128(1, 1)
          : hash;
    }

    int size() {
      return size;
    }

    boolean contains(HashValue128 hash) {
      int at = place(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
      return words[at] != 0 || words[at + 1] != 0;
    }

    void add(HashValue128 hash) {
      if (4L * size >= words.length) {
        grow();
      }
      put(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
      size++;
    }

    private void put(long high, long low) {
      int at = place(high, low);
      words[at] = high;
      words[at + 1] = low;
    }

    /** Where a hash is, or the free place that it would have. */
    private int place(long high, long low) {
      int mask = words.length / 2 - 1;
      int entry = (int) low & mask;
      while ((words[2 * entry] != 0 || words[2 * entry + 1] != 0)
          && (words[2 * entry] != high || words[2 * entry + 1] != low)) {
        entry = (entry + 1) & mask;
      }
      return 2 * entry;
    }

    private void grow() {
      long[] before = words;
      words = new long[2 * before.length];
      for (int i = 0; i < before.length; i += 2) {
        if (before[i] != 0 || before[i + 1] != 0) {
          put(before[i], before[i + 1]);
        }
      }
    }

    void clear() {
      words = new long[2 * SMALLEST];
      size = 0;
    }
  }
}
