package io.shardsteer.common.formats;

import io.shardsteer.common.config.InputConfig.InvalidText;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.TextNumbers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record of two parts, of which the paths of fields begin with {@code key} or {@code value}.
 *
 * @param separated whether the message's key is the key; else both stand in the payload, each
 *     behind its length
 */
record KeyValueRecord(
    PartReader key,
    PartReader value,
    boolean separated,
    TextNumbers textNumbers,
    InvalidText invalidText)
    implements RecordDecoder {
  /** The length of a part that is null. */
  private static final int NULL = -1;

  @Override
  public @Nullable Rejection decode(
      byte @Nullable [] messageKey, byte[] payload, FieldValues into) {
    into.clear();
    try {
      if (separated) {
        if (messageKey != null) {
          key.read(messageKey, into);
        }
        value.read(payload, into);
      } else {
        int next = part(payload, 0, key, into);
        int end = part(payload, next, value, into);
        if (end < payload.length) {
          throw new MalformedRecord("There is more after the value", end);
        }
      }
    } catch (MalformedRecord e) {
      return WholeRecord.undecodable(e, payload.length);
    }
    textNumbers.convert(into);
    return WholeRecord.invalidText(invalidText, into, payload.length);
  }

  @Override
  public boolean readsKey() {
    return separated;
  }

  /** The fields of a part that is null are absent. */
  private static int part(byte[] payload, int at, PartReader reader, FieldValues into)
      throws MalformedRecord {
    int begin = end(at, Integer.BYTES, payload.length);
    int length = ByteBuffer.wrap(payload).getInt(at);
    if (length == NULL) {
      return begin;
    }
    int end = end(begin, length, payload.length);
    reader.read(Arrays.copyOfRange(payload, begin, end), into);
    return end;
  }

  /** The index {@code length} bytes further, if the record goes that far. */
  private static int end(int at, int length, int to) throws MalformedRecord {
    if (length < 0 || length > to - at) {
      throw new MalformedRecord("A part of %d bytes ends behind the record".formatted(length), at);
    }
    return at + length;
  }
}
