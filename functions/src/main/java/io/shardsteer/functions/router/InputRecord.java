package io.shardsteer.functions.router;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came in, with everything of it that must arrive unchanged on its shard topic.
 * Arrays are shared, not copied, and never changed.
 *
 * @param payload the bytes that the publisher sent; {@link #NO_VALUE} where it sent none
 * @param key message key as text (base64 where the publisher gave bytes); null: none
 * @param keyBytes the key's bytes where the publisher gave bytes; else null
 * @param orderingKey ordering key; null: none
 * @param properties the publisher's properties
 * @param eventTimeMillis event time, epoch milliseconds; 0: none
 * @param publishMillis publish time, epoch milliseconds
 * @param messageId Pulsar's id of the message as text: {@code ledger id:entry id:partition[:batch
 *     index]}
 * @param topic the topic that it was read from
 * @param schemaVersion version of the topic's schema that it was written with; null: none
 */
@SuppressWarnings("ArrayRecordComponent") // records are passed on, never compared
record InputRecord(
    byte[] payload,
    @Nullable String key,
    byte @Nullable [] keyBytes,
    byte @Nullable [] orderingKey,
    Map<String, String> properties,
    long eventTimeMillis,
    long publishMillis,
    String messageId,
    String topic,
    byte @Nullable [] schemaVersion) {
  /** Stands for the payload of a message without a value. */
  static final byte[] NO_VALUE = {};

  /** The version as a number; null: the record was written without a schema. */
  @Nullable Long schemaNumber() {
    return schemaVersion == null || schemaVersion.length != Long.BYTES
        ? null
        : ByteBuffer.wrap(schemaVersion).getLong();
  }

  boolean hasValue() {
    return payload != NO_VALUE;
  }
}
