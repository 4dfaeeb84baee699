package io.shardsteer.common.feature;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.shardsteer.common.record.FieldValues;

/** Hashes of values, the same in every process and version; nothing is allocated. */
final class ValueHash {
  private static final Hasher64 HASHER = Hashing.xxh3_64();

  private ValueHash() {}

  /** XXH3 over the text's UTF-16 code units. */
  static long of(CharSequence text) {
    return HASHER.hashCharsToLong(text);
  }

  /**
   * The hash of a present slot: of its text, else of its number.
   *
   * @return 0 where the slot is not present
   */
  static long of(FieldValues values, int slot) {
    CharSequence text = values.chars(slot);
    if (text != null) {
      return of(text);
    }
    return values.isPresent(slot) ? mix(Double.doubleToLongBits(values.number(slot) + 0.0)) : 0;
  }

  /** Spreads every bit over all others: the finaliser of MurmurHash3 (Appleby 2011). */
  static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  /** A hash as a number in [0,1) that fits a single-precision split: its highest 24 bits. */
  static double share(long hash) {
    return (hash >>> 40) * 0x1p-24;
  }
}
