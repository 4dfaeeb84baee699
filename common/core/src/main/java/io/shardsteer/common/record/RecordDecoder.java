package io.shardsteer.common.record;

import org.jspecify.annotations.Nullable;

/** Reads the fields that a pipeline needs from a record. Thread-safe. */
public interface RecordDecoder {
  /**
   * @param key the message key's bytes, of which a separated KeyValue has a part of its fields;
   *     null: the message has none
   * @param payload the record's bytes, left unchanged
   * @param into cleared and filled
   * @return null where it could be read, else why not; {@code into} is then undefined
   */
  @Nullable Rejection decode(byte @Nullable [] key, byte[] payload, FieldValues into);

  /** Whether the message's key is a part of the record. */
  default boolean readsKey() {
    return false;
  }

  /** Reads a record whose payload is all of it. */
  default @Nullable Rejection decode(byte[] payload, FieldValues into) {
    return decode(null, payload, into);
  }
}
