package io.shardsteer.functions.router;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.Schema;

/**
 * The schemas that records were written with, so that shard topics carry the same. Each version is
 * asked for once. Thread-safe.
 */
final class InputSchemas {
  private record Version(String topic, long number) {}

  private final PulsarAdmin admin;
  private final Cache<Version, Schema<byte[]>> schemas =
      Caffeine.newBuilder().maximumSize(1_000).build();

  InputSchemas(PulsarAdmin admin) {
    this.admin = admin;
  }

  /**
   * The schema of a record; blocks where it is not known yet.
   *
   * @throws PulsarAdminException if it cannot be asked for now
   */
  Schema<byte[]> of(InputRecord record) throws PulsarAdminException {
    byte[] version = record.schemaVersion();
    if (version == null || version.length != Long.BYTES) {
      return Schema.BYTES;
    }
    Version key = new Version(record.topic(), ByteBuffer.wrap(version).getLong());
    Schema<byte[]> known = schemas.getIfPresent(key);
    if (known != null) {
      return known;
    }
    Schema<byte[]> schema = new RawSchema(admin.schemas().getSchemaInfo(key.topic(), key.number()));
    schemas.put(key, schema);
    return schema;
  }
}
