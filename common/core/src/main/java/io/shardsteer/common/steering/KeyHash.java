package io.shardsteer.common.steering;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * The 64-bit hash of a record's key, the same in every process and version: XXH3 over the key's
 * UTF-8 bytes. It breaks ties between equal positions and is the position while there is no model.
 */
public final class KeyHash {
  private static final Hasher64 HASHER = Hashing.xxh3_64();

  private KeyHash() {}

  public static long of(String key) {
    return of(key.getBytes(StandardCharsets.UTF_8));
  }

  public static long of(byte[] key) {
    return HASHER.hashBytesToLong(key);
  }
}
