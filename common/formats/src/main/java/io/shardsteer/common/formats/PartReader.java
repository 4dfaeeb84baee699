package io.shardsteer.common.formats;

import io.shardsteer.common.record.FieldValues;

/** Reads a record that is of one format, or one of the two parts of a KeyValue. Thread-safe. */
interface PartReader {
  /**
   * @param part all bytes of the part, left unchanged
   * @param into gets the needed fields; those that the part lacks are left as they are
   */
  void read(byte[] part, FieldValues into) throws MalformedRecord;
}
