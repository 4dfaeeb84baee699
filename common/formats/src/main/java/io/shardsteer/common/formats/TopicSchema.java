package io.shardsteer.common.formats;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The schema that a record was written with, as Pulsar keeps it.
 *
 * @param type name of Pulsar's schema type, e.g. {@code AVRO}
 * @param definition the schema itself, in the way of its type
 * @param properties what Pulsar keeps beside it
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record TopicSchema(String type, byte[] definition, Map<String, String> properties) {
  /** Of records that were written without a schema. */
  public static final TopicSchema NONE = new TopicSchema("NONE", new byte[0], Map.of());

  public TopicSchema {
    properties = Map.copyOf(properties);
  }

  /** The definition, for messages. */
  @Override
  public String toString() {
    return type + " " + new String(definition, StandardCharsets.UTF_8);
  }
}
