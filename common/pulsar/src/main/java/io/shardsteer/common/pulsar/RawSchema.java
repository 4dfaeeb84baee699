package io.shardsteer.common.pulsar;

import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.common.schema.SchemaInfo;

/**
 * Passes payloads through as they are under a schema that they were written with, unlike {@code
 * AUTO_PRODUCE_BYTES}, which parses every one.
 *
 * @param info the schema
 */
public record RawSchema(SchemaInfo info) implements Schema<byte[]> {
  @Override
  public byte[] encode(byte[] payload) {
    return payload;
  }

  @Override
  public byte[] decode(byte[] payload) {
    return payload;
  }

  @Override
  public SchemaInfo getSchemaInfo() {
    return info;
  }

  @Override
  @SuppressWarnings({"MethodDoesntCallSuperMethod", "super"}) // immutable
  public Schema<byte[]> clone() {
    return this;
  }
}
