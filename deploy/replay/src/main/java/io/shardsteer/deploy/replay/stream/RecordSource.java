package io.shardsteer.deploy.replay.stream;

import io.shardsteer.common.record.FieldValues;
import java.io.Closeable;
import java.io.IOException;

/** A stream of records in time order that can be read once. Not thread-safe. */
public interface RecordSource extends Closeable {
  /**
   * Reads the next record.
   *
   * @param into cleared and filled with the record's fields
   * @return false at the end of the stream; {@code into} is then undefined
   */
  boolean next(FieldValues into) throws IOException;

  /** Payload size of the record read last, in bytes. */
  int bytes();
}
