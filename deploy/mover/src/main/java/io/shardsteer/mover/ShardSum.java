package io.shardsteer.mover;

import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.store.ShardRow;
import java.nio.charset.StandardCharsets;

/**
 * How many rows there are and a checksum over them that does not depend on their order. Not
 * thread-safe.
 */
final class ShardSum {
  private long rows;
  private long bytes;
  private long checksum;

  void add(ShardRow row) {
    rows++;
    bytes += bytes(row);
    checksum += digest(row);
  }

  void add(ShardSum other) {
    rows += other.rows;
    bytes += other.bytes;
    checksum += other.checksum;
  }

  long rows() {
    return rows;
  }

  /** Of keys, record ids, payloads and columns as text. */
  long bytes() {
    return bytes;
  }

  /** Counts and checksums agree. */
  boolean agreesWith(ShardSum other) {
    return rows == other.rows && checksum == other.checksum;
  }

  /** The checksum in hexadecimal. */
  String checksum() {
    return "%016x".formatted(checksum);
  }

  /** A 64-bit hash of what a row holds of its record: not of its shard and what chose that. */
  static long digest(ShardRow row) {
    long digest = mixed(0, row.publishMillis());
    digest = mixed(digest, KeyHash.of(row.key()));
    digest = mixed(digest, KeyHash.of(row.recordId()));
    byte[] payload = row.payload();
    digest = mixed(digest, payload == null ? 0 : KeyHash.of(payload));
    Long schema = row.encoding().schemaVersion();
    digest = mixed(digest, schema == null ? -1 : schema);
    byte[] messageKey = row.encoding().messageKey();
    digest = mixed(digest, messageKey == null ? 0 : KeyHash.of(messageKey));
    return mixed(digest, KeyHash.of(row.columns().toString()));
  }

  /** One round of the finaliser of MurmurHash3 over both. */
  private static long mixed(long digest, long value) {
    long mixed = digest * 31 + value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  static long bytes(ShardRow row) {
    byte[] payload = row.payload();
    return (long) row.key().length()
        + row.recordId().length()
        + (payload == null ? 0 : payload.length)
        + row.columns().toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
