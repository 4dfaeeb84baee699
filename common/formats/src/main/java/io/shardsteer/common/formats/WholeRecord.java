package io.shardsteer.common.formats;

import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.TextNumbers;
import org.jspecify.annotations.Nullable;

/** A record whose payload is all of it. */
record WholeRecord(PartReader reader, TextNumbers textNumbers) implements RecordDecoder {
  @Override
  public @Nullable Rejection decode(byte @Nullable [] key, byte[] payload, FieldValues into) {
    into.clear();
    try {
      reader.read(payload, into);
    } catch (MalformedRecord e) {
      return undecodable(e, payload.length);
    }
    textNumbers.convert(into);
    return null;
  }

  static Rejection undecodable(MalformedRecord why, int length) {
    return new Rejection(
        Rejection.Reason.UNDECODABLE,
        "%s (byte %d of %d).".formatted(why.getMessage(), why.at, length));
  }
}
