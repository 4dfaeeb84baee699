package io.shardsteer.common.feature;

import org.jspecify.annotations.Nullable;

/** Reads the fields that a pipeline needs from a record's payload. Thread-safe. */
public interface RecordDecoder {
  /**
   * @param payload the record's bytes, left unchanged
   * @param into cleared and filled
   * @return null where it could be read, else why not; {@code into} is then undefined
   */
  @Nullable Rejection decode(byte[] payload, FieldValues into);
}
