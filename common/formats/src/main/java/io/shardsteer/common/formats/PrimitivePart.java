package io.shardsteer.common.formats;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.FieldValues;
import java.nio.ByteBuffer;

/**
 * One value in the encoding of Pulsar's primitive schemas: numbers have their highest byte first.
 *
 * @param type its type
 * @param slot where it goes; {@link FieldTrie#NO_SLOT}: nowhere
 */
record PrimitivePart(Type type, int slot) implements PartReader {
  /** The primitive schemas that can be part of a KeyValue, by Pulsar's names. */
  enum Type {
    STRING(-1),
    BYTES(-1),
    BOOLEAN(1),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FLOAT(4),
    DOUBLE(8),
    DATE(8),
    TIME(8),
    TIMESTAMP(8);

    /** How many bytes a value has; -1: any number. */
    private final int length;

    Type(int length) {
      this.length = length;
    }
  }

  @Override
  public void read(byte[] part, FieldValues into) throws MalformedRecord {
    if (type.length >= 0 && part.length != type.length) {
      throw new MalformedRecord(
          "A value of type %s has %d bytes, not %d".formatted(type, part.length, type.length), 0);
    }
    if (slot == FieldTrie.NO_SLOT) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(part);
    switch (type) {
      case STRING -> Utf8.put(into, slot, part, 0, part.length);
      case BYTES -> RawValues.hex(into, slot, part);
      case BOOLEAN -> into.setBoolean(slot, part[0] != 0);
      case INT8 -> into.setNumber(slot, (long) part[0]);
      case INT16 -> into.setNumber(slot, (long) bytes.getShort());
      case INT32 -> into.setNumber(slot, (long) bytes.getInt());
      case INT64, TIME -> into.setNumber(slot, bytes.getLong());
      case DATE, TIMESTAMP -> into.setTime(slot, bytes.getLong(), TimeUnit.MILLIS);
      case FLOAT -> RawValues.real(into, slot, bytes.getFloat());
      case DOUBLE -> RawValues.real(into, slot, bytes.getDouble());
    }
  }
}
